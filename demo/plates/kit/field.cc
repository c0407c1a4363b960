#include "demo/plates/kit/field.h"

namespace copper::demo {
namespace {

void box(const std::vector<double>& in, std::vector<double>& out, int radius) {
  const int n = static_cast<int>(in.size());
  const auto clamped = [&](int i) { return in[static_cast<std::size_t>(std::clamp(i, 0, n - 1))]; };
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += clamped(i);
  for (int i = 0; i < n; ++i) {
    out[static_cast<std::size_t>(i)] = sum / (2 * radius + 1);
    sum += clamped(i + radius + 1) - clamped(i - radius);
  }
}

void smooth_line(std::vector<double>& line, std::vector<double>& spare, int radius) {
  for (int pass = 0; pass < 3; ++pass) {
    box(line, spare, radius);
    line.swap(spare);
  }
}

}  // namespace

void Field::blur(double radius) {
  const int r = static_cast<int>(std::lround(radius / scale_ / 1.7));
  if (r < 1) return;
  std::vector<double> line(static_cast<std::size_t>(width_)), spare(line);
  for (int y = 0; y < height_; ++y) {
    for (int x = 0; x < width_; ++x) line[static_cast<std::size_t>(x)] = at(x, y);
    smooth_line(line, spare, r);
    for (int x = 0; x < width_; ++x) set(x, y, line[static_cast<std::size_t>(x)]);
  }
  line.assign(static_cast<std::size_t>(height_), 0);
  spare = line;
  for (int x = 0; x < width_; ++x) {
    for (int y = 0; y < height_; ++y) line[static_cast<std::size_t>(y)] = at(x, y);
    smooth_line(line, spare, r);
    for (int y = 0; y < height_; ++y) set(x, y, line[static_cast<std::size_t>(y)]);
  }
}

}  // namespace copper::demo
