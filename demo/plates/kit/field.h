// A grid of numbers laid over the plate, coarser than its pixels: tone, light, depth, direction.
// One cell covers scale x scale plate pixels; values belong to cell centres; reading between them is
// bilinear.
#pragma once

#include <cstddef>
#include <vector>

#include "demo/plates/kit/parallel.h"
#include "demo/plates/kit/vec.h"

namespace copper::demo {

class Field {
 public:
  Field(int plate_width, int plate_height, int scale, double value = 0)
      : width_((plate_width + scale - 1) / scale),
        height_((plate_height + scale - 1) / scale),
        scale_(scale),
        values_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), static_cast<float>(value)) {}

  int width() const { return width_; }
  int height() const { return height_; }
  int scale() const { return scale_; }

  double at(int x, int y) const { return static_cast<double>(values_[index(x, y)]); }
  void set(int x, int y, double v) { values_[index(x, y)] = static_cast<float>(v); }
  Vec2 centre(int x, int y) const { return {(x + 0.5) * scale_, (y + 0.5) * scale_}; }  // in plate pixels

  double sample(Vec2 plate) const {
    const double fx = std::clamp(plate.x / scale_ - 0.5, 0.0, width_ - 1.001);
    const double fy = std::clamp(plate.y / scale_ - 0.5, 0.0, height_ - 1.001);
    const int x = static_cast<int>(fx), y = static_cast<int>(fy);
    const int right = std::min(x + 1, width_ - 1), below = std::min(y + 1, height_ - 1);
    return mix(mix(at(x, y), at(right, y), fx - x), mix(at(x, below), at(right, below), fx - x), fy - y);
  }

  // Every cell gets make(centre in plate pixels, the value it has).
  template <class Make>
  void each(Make make) {
    parallel_rows(height_, [&](int y) {
      for (int x = 0; x < width_; ++x) set(x, y, make(centre(x, y), at(x, y)));
    });
  }

  void blur(double radius);  // plate pixels; three box passes, close to a Gaussian

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  int width_, height_, scale_;
  std::vector<float> values_;
};

}  // namespace copper::demo
