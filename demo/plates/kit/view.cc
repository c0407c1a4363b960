#include "demo/plates/kit/view.h"

namespace copper::demo {
namespace {

double angle_round(const View& view, Vec2 p, Vec3 axis, double turn, double fallback) {
  const Vec3 n = view.normal_at(p);
  const Vec3 round = cross(n, axis);
  if (length(round) < 0.12) return fallback;
  const Vec3 first = normal(round), second = cross(n, first);
  const Vec3 way = first * std::cos(turn) + second * std::sin(turn);
  const Camera& camera = view.camera();
  const Vec2 onto{dot(way, camera.right()), -dot(way, camera.up())};
  // Seen edge-on the projected direction means nothing; perspective is small over a stroke and left out.
  return length(onto) < 0.05 ? fallback : std::atan2(onto.y, onto.x);
}

}  // namespace

Angle View::round(Vec3 axis, double turn, double fallback) const {
  return [this, axis, turn, fallback](Vec2 p) { return angle_round(*this, p, axis, turn, fallback); };
}

Angle View::round_each(std::function<Vec3(int)> axis_of, double turn, std::function<double(int)> fallback) const {
  return [this, axis_of = std::move(axis_of), turn, fallback = std::move(fallback)](Vec2 p) {
    const int thing = id(p);
    const Vec3 axis = axis_of(thing);
    return length(axis) < 0.01 ? fallback(thing) : angle_round(*this, p, axis, turn, fallback(thing));
  };
}

Field View::mask(const std::function<bool(int)>& wanted, double soften) const {
  Field out(camera_.width, camera_.height, depth.scale());
  out.each([&](Vec2 p, double) { return wanted(id(p)) ? 1.0 : 0.0; });
  out.blur(soften);
  return out;
}

std::vector<Path> View::outlines(const std::vector<int>& ids) const {
  std::vector<Path> all;
  for (const int one : ids) {
    for (Path& path : contours(mask([one](int i) { return i == one; }, 1.7 * depth.scale()), 0.5)) {
      if (path.size() > 8) all.push_back(std::move(path));
    }
  }
  return all;
}

}  // namespace copper::demo
