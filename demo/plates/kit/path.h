// Outlines: sequences of points in plate pixels, smooth curves through them, and areas enclosed by them.
#pragma once

#include <vector>

#include "demo/plates/kit/field.h"
#include "demo/plates/kit/vec.h"

namespace copper::demo {

using Path = std::vector<Vec2>;

// A smooth curve (centripetal-like Catmull-Rom) through the points, resampled to about `step` pixels.
Path curve(const Path& through, double step = 5);
Path closed_curve(const Path& through, double step = 5);
// Straight from point to point, resampled to `step`, so that a needle can waver between the corners.
Path straight(const Path& corners, double step = 5);

double path_length(const Path& path);
// The point at `t` in [0, 1] of the length, and the direction there.
struct OnPath {
  Vec2 point;
  Vec2 direction;
};
OnPath at(const Path& path, double t);

Path moved(const Path& path, Vec2 origin, double scale, double angle = 0);
bool inside(const Path& polygon, Vec2 p);

// Blends value(plate point) into the field where the polygon covers it, with anti-aliased edges.
template <class Value>
void fill(Field& field, const Path& polygon, Value value);

// Covered fraction of each cell of one field row, for fill().
void cover_row(const Path& polygon, int scale, int row, std::vector<double>& cover);

template <class Value>
void fill(Field& field, const Path& polygon, Value value) {
  double top = 1e18, bottom = -1e18;
  for (const Vec2 p : polygon) {
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  const int first = std::clamp(static_cast<int>(std::floor(top / field.scale())), 0, field.height());
  const int last = std::clamp(static_cast<int>(std::ceil(bottom / field.scale())) + 1, 0, field.height());
  std::vector<double> cover(static_cast<std::size_t>(field.width()));
  for (int y = first; y < last; ++y) {
    cover_row(polygon, field.scale(), y, cover);
    for (int x = 0; x < field.width(); ++x) {
      const double c = cover[static_cast<std::size_t>(x)];
      if (c > 0) field.set(x, y, mix(field.at(x, y), value(field.centre(x, y)), c));
    }
  }
}

// Closed and open contour lines of the field at a level.
std::vector<Path> contours(const Field& field, double level);

}  // namespace copper::demo
