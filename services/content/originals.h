// Where originals are kept: byte for byte, never public (R2.2).
#pragma once

#include "services/content/content.h"

namespace copper::content {

// Moves originals of completed and failed images from temporary storage to originals/: copies, commits, then
// removes. Whichever process dies when, one of the two places has the file and the database names it. Never
// throws.
void keep_originals(const ContentOptions& options) noexcept;

}  // namespace copper::content
