// The zoom tiles of one picture (platform/image/zoom.h says which there are).
#pragma once

#include <string>
#include <vector>

#include "services/imaging/rights.h"
#include "services/imaging/versions.h"
#include "services/imaging/watermark.h"

namespace copper::imaging {

struct ZoomFile {
  std::string name;  // below the folder
  std::string jpeg;
};

struct Zoom {
  Size size;  // of the whole picture, upright
  std::vector<ZoomFile> files;
};

// Every tile, each level with its own watermark. `picture` is sRGB of three bands of 8 or 16 bits in memory; pass the
// last reference, for the watermark is drawn into it. Runs on `threads` threads (0: one per core).
Zoom zoom_of(vips::VImage picture, int orientation, const Watermark& watermark, const Rights& rights, int quality,
             unsigned threads);

}  // namespace copper::imaging
