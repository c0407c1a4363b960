// The versions every image is made in (R2.4): one table that imaging, content and the pages share.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace copper::image {

enum class Fit {
  square,  // cropped to the main subject, width x width
  width    // at most this wide, keeping proportions, never enlarged
};

struct Version {
  std::string_view name;
  int width;  // pixels
  Fit fit;
};

inline constexpr std::array<Version, 7> kVersions = {{
    {"thumbnail", 200, Fit::square},
    {"thumbnail_2x", 400, Fit::square},
    {"medium", 800, Fit::width},
    {"medium_2x", 1600, Fit::width},
    {"large", 1600, Fit::width},
    {"large_2x", 3200, Fit::width},
    {"xlarge", 3840, Fit::width},
}};

inline constexpr std::int64_t kOriginalBytesMax = 100LL * 1024 * 1024;  // R2.1
inline constexpr std::int64_t kOriginalPixelsMax = 20'000'000;

// R2.3
inline std::string version_id(std::string_view base_image_id, std::string_view version) {
  return std::string(base_image_id) + "_" + std::string(version);
}

}  // namespace copper::image
