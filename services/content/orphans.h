// Whether storage and database agree: objects that nothing names are removed, objects that are named but not there are
// reported. A crash at the wrong moment can leave an object behind; everything else here cleans up after itself.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// Looks at one 256th of all keys, told apart by the first two digits of the UUID in them, every five minutes: at all of
// them in a day. Removes what has been an orphan for a day, logs what is missing. Never throws.
void search_orphans(const ContentOptions& options) noexcept;

}  // namespace copper::content
