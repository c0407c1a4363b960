// Finished pixels: sRGB, 8 bits a channel, rows from the top, no padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace copper::demo {

struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;

  Image(int w, int h) : width(w), height(h), rgb(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3) {}
  std::uint8_t* row(int y) { return rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3; }
  const std::uint8_t* row(int y) const {
    return rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3;
  }
};

}  // namespace copper::demo
