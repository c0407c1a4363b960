// A file that was made, read again before it is stored (R2.5).
#pragma once

#include <string>
#include <string_view>

#include "services/imaging/rights.h"
#include "services/imaging/versions.h"

namespace copper::imaging {

// What is wrong with a WebP or JPEG file of ours, as the end of a sentence; empty when it is whole, has this size, the
// sRGB profile and these rights, and carries nothing else: no other metadata, no second picture, no byte after its end.
std::string problem_of(std::string_view file, Size size, const Rights& rights);

// Throws Error internal naming `what` when there is a problem.
void check_made(std::string_view file, std::string_view what, Size size, const Rights& rights);

}  // namespace copper::imaging
