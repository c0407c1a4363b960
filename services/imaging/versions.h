// The reduced pictures of one original (R2.4).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/imaging/engine.h"

namespace copper::imaging {

struct Size {
  int width;
  int height;
};

// The point of the upright picture a square crop keeps: 0 to 1 from the left and from the top.
struct Focus {
  double x = 0.5;
  double y = 0.5;
};

struct Reduced {
  std::vector<std::string_view> names;  // the versions of image::kVersions that are these very pixels
  Size size;
  vips::VImage pixels;  // 8-bit sRGB in memory, used by nobody else
};

// How large a picture is once an EXIF orientation (1–8) is undone.
Size upright_size(const vips::VImage& picture, int orientation);

// An EXIF orientation undone, in memory.
vips::VImage upright(const vips::VImage& picture, int orientation);

// Upright, largest first. Nothing is enlarged: of a small original several versions are the same picture.
// Squares are cropped around `focus`, or around what catches the eye. `picture` lies in memory (see
// reduce.h); it is turned only when it is small. Runs on `threads` threads (0: one per core).
std::vector<Reduced> reduced_to_versions(const vips::VImage& picture, int orientation,
                                         const std::optional<Focus>& focus, unsigned threads);

}  // namespace copper::imaging
