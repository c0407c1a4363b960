// Pixels into a WebP file with the metadata of rights.h.
#pragma once

#include <string>

#include "services/imaging/engine.h"
#include "services/imaging/rights.h"

namespace copper::imaging {

struct WebpSettings {
  int quality = 80;  // 0–100
  int effort = 2;    // 0–6: time for size
};

// `picture` is 8-bit sRGB of three bands in memory, at most 16383 pixels a side. It is let go of as soon as
// libwebp has its own copy, so pass the last reference.
std::string as_webp(vips::VImage pixels, const Rights& rights, const WebpSettings& settings);

// The same without metadata.
std::string as_bare_webp(vips::VImage pixels, const WebpSettings& settings);

inline constexpr int kWebpSideMax = 16383;

}  // namespace copper::imaging
