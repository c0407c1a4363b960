#include "demo/plates/kit/path.h"

#include <cstdint>
#include <unordered_map>

namespace copper::demo {
namespace {

Vec2 catmull_rom(Vec2 a, Vec2 b, Vec2 c, Vec2 d, double t) {
  // Tangents scaled to the chord, so that unevenly spaced points make no loops.
  const double bc = length(c - b);
  const Vec2 m0 = (c - a) * (bc / std::max(1e-9, length(b - a) + bc));
  const Vec2 m1 = (d - b) * (bc / std::max(1e-9, length(d - c) + bc));
  const double t2 = t * t, t3 = t2 * t;
  return b * (2 * t3 - 3 * t2 + 1) + m0 * (t3 - 2 * t2 + t) + c * (3 * t2 - 2 * t3) + m1 * (t3 - t2);
}

Path spline(const Path& p, double step, bool closed) {
  const auto n = static_cast<int>(p.size());
  if (n < 3) return straight(p, step);
  const auto point = [&](int i) {
    return p[static_cast<std::size_t>(closed ? (i % n + n) % n : std::clamp(i, 0, n - 1))];
  };
  Path out;
  for (int i = 0; i < (closed ? n : n - 1); ++i) {
    const int pieces = std::max(2, static_cast<int>(length(point(i + 1) - point(i)) / step));
    for (int k = 0; k < pieces; ++k) {
      out.push_back(catmull_rom(point(i - 1), point(i), point(i + 1), point(i + 2), double(k) / pieces));
    }
  }
  out.push_back(point(closed ? 0 : n - 1));
  return out;
}

}  // namespace

Path curve(const Path& through, double step) {
  return spline(through, step, false);
}
Path closed_curve(const Path& through, double step) {
  return spline(through, step, true);
}

Path straight(const Path& corners, double step) {
  Path out;
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    const int pieces = std::max(1, static_cast<int>(length(corners[i + 1] - corners[i]) / step));
    for (int k = 0; k < pieces; ++k) out.push_back(mix(corners[i], corners[i + 1], double(k) / pieces));
  }
  if (!corners.empty()) out.push_back(corners.back());
  return out;
}

double path_length(const Path& path) {
  double sum = 0;
  for (std::size_t i = 1; i < path.size(); ++i) sum += length(path[i] - path[i - 1]);
  return sum;
}

OnPath at(const Path& path, double t) {
  double left = clamp01(t) * path_length(path);
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Vec2 leg = path[i] - path[i - 1];
    const double l = length(leg);
    if (left <= l || i + 1 == path.size()) return {path[i - 1] + normal(leg) * std::min(left, l), normal(leg)};
    left -= l;
  }
  return {path.empty() ? Vec2{} : path.front(), {1, 0}};
}

Path moved(const Path& path, Vec2 origin, double scale, double angle) {
  Path out;
  out.reserve(path.size());
  for (const Vec2 p : path) out.push_back(origin + rotated(p * scale, angle));
  return out;
}

bool inside(const Path& polygon, Vec2 p) {
  bool in = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Vec2 a = polygon[i], b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) in = !in;
  }
  return in;
}

void cover_row(const Path& polygon, int scale, int row, std::vector<double>& cover) {
  constexpr int kLines = 4;
  std::fill(cover.begin(), cover.end(), 0.0);
  std::vector<double> crossings;
  for (int line = 0; line < kLines; ++line) {
    const double y = (row + (line + 0.5) / kLines) * scale;
    crossings.clear();
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
      const Vec2 a = polygon[i], b = polygon[j];
      if ((a.y > y) != (b.y > y)) crossings.push_back(((b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) / scale);
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double from = std::max(0.0, crossings[i]);
      const double to = std::min(static_cast<double>(cover.size()), crossings[i + 1]);
      for (int x = static_cast<int>(from); x < to; ++x) {
        cover[static_cast<std::size_t>(x)] += (std::min(to, x + 1.0) - std::max(from, double(x))) / kLines;
      }
    }
  }
}

namespace {

// Marching squares: each cell side that the level crosses has a key; a cell joins two (or four) sides.
struct Joint {
  Vec2 point;
  std::int64_t next[2] = {-1, -1};
  bool used = false;
};

class Tracer {
 public:
  Tracer(const Field& field, double level) : field_(field), level_(level) {
    for (int y = 0; y + 1 < field.height(); ++y) {
      for (int x = 0; x + 1 < field.width(); ++x) join(x, y);
    }
  }

  std::vector<Path> paths() {
    std::vector<Path> out;
    for (const bool open_ones : {true, false}) {
      for (const std::int64_t key : order_) {
        Joint& joint = joints_.at(key);
        if (joint.used || (open_ones && joint.next[1] >= 0)) continue;
        out.push_back(follow(key));
      }
    }
    return out;
  }

 private:
  std::int64_t key(int x, int y, bool down) const {
    return (static_cast<std::int64_t>(y) * field_.width() + x) * 2 + (down ? 1 : 0);
  }

  std::int64_t side(int x, int y, bool down) {  // from grid point (x, y) to the right or downwards
    const std::int64_t k = key(x, y, down);
    auto [it, fresh] = joints_.try_emplace(k);
    if (fresh) {
      const double a = field_.at(x, y), b = field_.at(down ? x : x + 1, down ? y + 1 : y);
      const double t = clamp01((level_ - a) / (b - a));
      it->second.point = field_.centre(x, y) + (down ? Vec2{0, t} : Vec2{t, 0}) * field_.scale();
      order_.push_back(k);
    }
    return k;
  }

  void link(std::int64_t a, std::int64_t b) {
    for (auto [from, to] : {std::pair{a, b}, std::pair{b, a}}) {
      Joint& joint = joints_.at(from);
      joint.next[joint.next[0] < 0 ? 0 : 1] = to;
    }
  }

  void join(int x, int y) {
    const bool nw = field_.at(x, y) > level_, ne = field_.at(x + 1, y) > level_;
    const bool sw = field_.at(x, y + 1) > level_, se = field_.at(x + 1, y + 1) > level_;
    std::int64_t crossed[4];
    int n = 0;
    if (nw != ne) crossed[n++] = side(x, y, false);
    if (ne != se) crossed[n++] = side(x + 1, y, true);
    if (sw != se) crossed[n++] = side(x, y + 1, false);
    if (nw != sw) crossed[n++] = side(x, y, true);
    if (n >= 2) link(crossed[0], crossed[1]);
    if (n == 4) link(crossed[2], crossed[3]);
  }

  Path follow(std::int64_t key) {
    Path path;
    while (key >= 0) {
      Joint& joint = joints_.at(key);
      if (joint.used) {
        path.push_back(joint.point);
        break;
      }
      joint.used = true;
      path.push_back(joint.point);
      std::int64_t onward = -1;
      for (const std::int64_t k : joint.next) {
        if (k >= 0 && (!joints_.at(k).used || (path.size() > 2 && onward < 0 && joints_.at(k).point.x == path[0].x &&
                                               joints_.at(k).point.y == path[0].y))) {
          onward = k;
        }
      }
      key = onward;
    }
    return path;
  }

  const Field& field_;
  double level_;
  std::unordered_map<std::int64_t, Joint> joints_;
  std::vector<std::int64_t> order_;  // so that the result does not depend on the hash table
};

}  // namespace

std::vector<Path> contours(const Field& field, double level) {
  return Tracer(field, level).paths();
}

}  // namespace copper::demo
