// The plate: how much ink each pixel of copper holds after biting, scratching and wiping (0 = bare, 1 = a
// well bitten line, more where lines cross). Everything draws into it; paper.h prints it.
#pragma once

#include <cstddef>
#include <vector>

#include "demo/plates/kit/path.h"
#include "demo/plates/kit/vec.h"

namespace copper::demo {

struct NeedlePoint {
  float x, y;    // plate pixels
  float radius;  // half the line's width
  float depth;   // ink held
};

// Many needle lines: `starts[i]` is the first point of line i.
struct Strokes {
  std::vector<NeedlePoint> points;
  std::vector<std::size_t> starts;

  void begin() { starts.push_back(points.size()); }
  void add(Vec2 p, double radius, double depth) {
    points.push_back(
        {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(radius), static_cast<float>(depth)});
  }
  std::size_t end_of(std::size_t i) const { return i + 1 < starts.size() ? starts[i + 1] : points.size(); }
  void append(const Strokes& more);
};

// The soft fringe a drypoint needle throws up on one side of its line.
struct Burr {
  double width = 0;  // over which the fringe fades, in the line's half widths; 0 for etched lines
  double strength = 0.5;
  double side = 1;  // +1 right of the stroke's direction, -1 left
};

class Copper {
 public:
  Copper(int width, int height)
      : width_(width),
        height_(height),
        ink_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0.0F) {}

  int width() const { return width_; }
  int height() const { return height_; }
  float* row(int y) { return ink_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_); }
  const float* row(int y) const { return ink_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_); }

  void engrave(const Strokes& strokes, Burr burr = {});

  // ink = change(plate point, ink) for every pixel: burnishing, plate tone.
  template <class Change>
  void each(Change change) {
    parallel_rows(height_, [&](int y) {
      float* line = row(y);
      for (int x = 0; x < width_; ++x) {
        line[x] = static_cast<float>(change(Vec2{x + 0.5, y + 0.5}, static_cast<double>(line[x])));
      }
    });
  }

 private:
  void engrave_band(const Strokes& strokes, Burr burr, int top, int bottom);

  int width_, height_;
  std::vector<float> ink_;
};

}  // namespace copper::demo
