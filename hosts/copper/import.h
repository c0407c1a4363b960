// `copper import DIR`: a folder of pictures and a table of what they show become prints, through the API, as the artist
// would make them.
#pragma once

#include <filesystem>

#include "hosts/copper/artist_api.h"

namespace copper::hosts {

// DIR/prints.csv has a row for every print and names its columns as docs/operations.md says. The whole table and every
// picture are checked before the first file is sent: StartError names every row that is wrong. A picture of which there is
// a print already is left out, whatever its name, so that an import that was interrupted goes on where it stopped. Prints
// what it does; returns 1 when the API refused a print.
int import_prints(const ArtistApi& artist, const std::filesystem::path& directory);

}  // namespace copper::hosts
