#include "demo/plates/kit/copper.h"

namespace copper::demo {
namespace {

struct Band {
  float* ink;
  int width, top, bottom;
};

// One straight piece with square ends, so that pieces of one line meet without a darker knot.
void engrave_piece(const Band& band, const NeedlePoint& a, const NeedlePoint& b, Burr burr) {
  const double dx = double(b.x) - double(a.x), dy = double(b.y) - double(a.y);
  const double l2 = dx * dx + dy * dy;
  if (l2 < 1e-9) return;
  const double l = std::sqrt(l2);
  const double reach = std::max(a.radius, b.radius) * (1 + 2.5 * burr.width) + 1.0;
  const int y0 = std::max(band.top, static_cast<int>(std::floor(std::min(a.y, b.y) - reach)));
  const int y1 = std::min(band.bottom - 1, static_cast<int>(std::ceil(std::max(a.y, b.y) + reach)));
  const int x0 = std::max(0, static_cast<int>(std::floor(std::min(a.x, b.x) - reach)));
  const int x1 = std::min(band.width - 1, static_cast<int>(std::ceil(std::max(a.x, b.x) + reach)));
  for (int y = y0; y <= y1; ++y) {
    float* line = band.ink + static_cast<std::size_t>(y) * static_cast<std::size_t>(band.width);
    const double py = y + 0.5 - double(a.y);
    for (int x = x0; x <= x1; ++x) {
      const double px = x + 0.5 - double(a.x);
      const double t = (px * dx + py * dy) / l2;
      if (t < 0 || t >= 1) continue;
      const double off = (dx * py - dy * px) / l;  // positive to the right of the direction, y pointing down
      const double radius = mix(double(a.radius), double(b.radius), t);
      const double depth = mix(double(a.depth), double(b.depth), t);
      double ink = clamp01(radius + 0.5 - std::abs(off)) * std::min(1.0, 2 * radius) * depth;
      if (burr.width > 0) {
        const double beyond = off * burr.side;
        if (beyond > -radius) {
          ink = std::max(ink, depth * burr.strength * std::exp(-std::max(0.0, beyond) / (burr.width * radius)));
        }
      }
      line[x] += static_cast<float>(ink);
    }
  }
}

}  // namespace

void Strokes::append(const Strokes& more) {
  const std::size_t offset = points.size();
  points.insert(points.end(), more.points.begin(), more.points.end());
  for (const std::size_t s : more.starts) starts.push_back(s + offset);
}

void Copper::engrave(const Strokes& strokes, Burr burr) {
  constexpr int kBand = 256;
  const int bands = (height_ + kBand - 1) / kBand;
  parallel_rows(
      bands, [&](int i) { engrave_band(strokes, burr, i * kBand, std::min(height_, (i + 1) * kBand)); }, 1);
}

void Copper::engrave_band(const Strokes& strokes, Burr burr, int top, int bottom) {
  const Band band{ink_.data(), width_, top, bottom};
  for (std::size_t s = 0; s < strokes.starts.size(); ++s) {
    for (std::size_t i = strokes.starts[s]; i + 1 < strokes.end_of(s); ++i) {
      const NeedlePoint &a = strokes.points[i], &b = strokes.points[i + 1];
      const double reach = std::max(a.radius, b.radius) * (1 + 2.5 * burr.width) + 2.0;
      if (std::max(a.y, b.y) + reach < top || std::min(a.y, b.y) - reach > bottom) continue;
      engrave_piece(band, a, b, burr);
    }
  }
}

}  // namespace copper::demo
