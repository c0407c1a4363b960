// Any picture as opaque sRGB: the steps before it is reduced (R2.1).
#pragma once

#include "services/imaging/engine.h"

namespace copper::imaging {

// By the embedded ICC profile when it is usable, else by what the format says; three colour bands and,
// perhaps, alpha. A picture of 16 bits a band stays one.
vips::VImage to_srgb(vips::VImage picture);

// Transparency becomes the white of the paper.
vips::VImage on_white(vips::VImage picture);

// Decodes: from here on the pixels (three bands of 8 or 16 bits) lie in memory and may be read any number of
// times.
vips::VImage in_memory(vips::VImage picture);

}  // namespace copper::imaging
