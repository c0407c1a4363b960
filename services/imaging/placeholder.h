// What stands in a picture's place until it is there (R6.3): its colour and a few blurred pixels.
#pragma once

#include <string>

#include "services/imaging/engine.h"

namespace copper::imaging {

struct Placeholder {
  std::string colour;  // the one that prevails, "#e8e0d0": of most prints that of the paper
  std::string webp;    // about 200 bytes, without metadata: small enough to stand in the page itself
};

// `picture` is 8-bit sRGB of three bands in memory.
Placeholder placeholder_of(const vips::VImage& picture);

}  // namespace copper::imaging
