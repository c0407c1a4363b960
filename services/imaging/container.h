// What a file is, by its bytes and never by its name, and whether all of it is there (R2.1).
//
// Decoders forgive a file that stops early and paint the rest grey. These formats say themselves where they
// end, so a cut upload is recognised here at every length, before anything is decoded.
#pragma once

#include <optional>
#include <string_view>

namespace copper::imaging {

enum class Kind { jpeg, png, heif };
std::string_view name_of(Kind kind);  // "JPEG", "PNG", "HEIC", as an artist calls it

struct Container {
  Kind kind;
  bool complete;          // JPEG: end marker after the scan; PNG: IEND; HEIF: the boxes fill the file
  std::string_view exif;  // PNG's eXIf chunk, which libvips does not read; empty for the others
  int scans = 0;          // of a JPEG: how often a decoder goes over all of the picture
};

// nullopt for every other kind of file, AVIF included. The views point into `bytes`.
std::optional<Container> inspect(std::string_view bytes);

}  // namespace copper::imaging
