// Pixels into a JPEG file with the metadata of rights.h: the format zoom tiles are made in.
#pragma once

#include <string>

#include "services/imaging/engine.h"
#include "services/imaging/rights.h"

namespace copper::imaging {

struct Rectangle {
  int left;
  int top;
  int width;
  int height;
};

// `pixels` is 8-bit sRGB of three bands in memory, and `area` lies in it. `quality` is 1–100. Thread-safe.
std::string as_jpeg(const vips::VImage& pixels, const Rectangle& area, const Rights& rights, int quality);

}  // namespace copper::imaging
