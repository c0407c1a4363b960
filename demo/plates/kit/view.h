// Looks at a world of solids from one place and notes, on a grid over the plate, what the draughtsman sees
// there: which thing, how far, how it faces, how much light falls on it. Hatching and tone are made from
// these notes.
#pragma once

#include <functional>
#include <vector>

#include "demo/plates/kit/field.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/solid.h"

namespace copper::demo {

struct Camera {
  Vec3 eye, target;
  double focal = 1.4;  // in plate widths
  Vec2 shift{0, 0};    // of the picture, in plate widths: keeps verticals upright when the gaze is level
  double waver = 3;    // the hand does not draw what the ruler does, plate pixels
  int width = 0, height = 0;

  Vec3 forward() const { return normal(target - eye); }
  Vec3 right() const { return normal(cross(forward(), Vec3{0, 1, 0})); }
  Vec3 up() const { return cross(right(), forward()); }
  Vec3 ray(Vec2 plate) const {
    const double x = ((plate.x - width / 2.0) / width - shift.x) / focal;
    const double y = ((plate.y - height / 2.0) / width - shift.y) / focal;
    return normal(forward() + right() * x - up() * y);
  }
  Vec2 project(Vec3 p) const {
    const Vec3 v = p - eye;
    const double z = std::max(1e-6, dot(v, forward()));
    return {(dot(v, right()) / z * focal + shift.x + 0.5) * width,
            (-dot(v, up()) / z * focal + shift.y) * width + height / 2.0};
  }
};

struct Light {
  Vec3 from{-0.5, 0.7, 0.4};  // direction to the sun, or the lamp's place
  bool lamp = false;
  double softness = 0.06;  // the penumbra's width over the distance
  double reach = 40;       // how far shadows are looked for
};

struct Hit {
  double distance;  // < 0: sky
  Vec3 point;
  int id;
};

template <class World>
Hit march(const World& world, Vec3 from, Vec3 way, double farthest, double step = 0.9) {
  double t = 0.002;
  for (int i = 0; i < 140 && t < farthest; ++i) {
    const Solid s = world(from + way * t);
    if (s.distance < 0.0004 * t + 1e-4) return {t, from + way * t, s.id};
    t += s.distance * step;
  }
  return {-1, from + way * farthest, 0};
}

template <class World>
Vec3 facing(const World& world, Vec3 p, double e) {
  const Vec3 a{1, -1, -1}, b{-1, -1, 1}, c{-1, 1, -1}, d{1, 1, 1};
  return normal(a * world(p + a * e).distance + b * world(p + b * e).distance + c * world(p + c * e).distance +
                d * world(p + d * e).distance);
}

// Share of the light that reaches a point: 0 in full shadow.
template <class World>
double lit(const World& world, Vec3 p, Vec3 n, const Light& light) {
  const Vec3 to = light.lamp ? light.from - p : light.from;
  const double reach = light.lamp ? length(to) : light.reach;
  const Vec3 way = normal(to);
  const double lambert = dot(n, way);
  if (lambert <= 0) return 0;
  double open = 1, t = 0.01 * (1 + reach * 0.02);
  for (int i = 0; i < 48 && t < reach && open > 0.004; ++i) {
    const double d = world(p + n * 0.004 + way * t).distance;
    open = std::min(open, 0.5 + 0.5 * d / (light.softness * t));
    if (open < 0) return 0;
    t += std::clamp(d, 0.012 * (1 + t * 0.3), reach * 0.08);
  }
  open = clamp01(open);
  return lambert * open * open * (3 - 2 * open);
}

// Share of the surrounding air that a point sees within about `size`.
template <class World>
double open_air(const World& world, Vec3 p, Vec3 n, double size) {
  double shut = 0, weight = 0.5;
  for (int i = 1; i <= 4; ++i) {
    const double h = size * i / 4;
    shut += weight * std::max(0.0, h - world(p + n * h).distance) / h;
    weight *= 0.72;
  }
  return clamp01(1 - shut * 0.85);
}

class View {
 public:
  View(const Camera& camera, int scale)
      : camera_(camera),
        depth(camera.width, camera.height, scale),
        light(camera.width, camera.height, scale),
        air(camera.width, camera.height, scale),
        ids_(static_cast<std::size_t>(depth.width()) * static_cast<std::size_t>(depth.height()), 0),
        normals_(ids_.size()) {}

  const Camera& camera() const { return camera_; }
  int id(Vec2 plate) const { return ids_[near(plate)]; }
  Vec3 normal_at(Vec2 plate) const { return normals_[near(plate)]; }
  Vec3 point_at(Vec2 plate) const { return camera_.eye + camera_.ray(plate) * depth.sample(plate); }
  void note(int x, int y, int id, Vec3 n) {
    const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(depth.width()) + static_cast<std::size_t>(x);
    ids_[i] = id;
    normals_[i] = n;
  }

  // The direction on the plate of lines that run round the form, at right angles to `axis`; with `turn`, at
  // an angle to those, still lying on the surface. Where the form gives none, `fallback`.
  Angle round(Vec3 axis, double turn, double fallback) const;
  // As round(), but chosen by thing: axis_of(id) may return a zero vector for "use the fallback".
  Angle round_each(std::function<Vec3(int)> axis_of, double turn, std::function<double(int)> fallback) const;

  Area things() const {
    return [this](Vec2 p) { return id(p); };
  }
  // 1 on the thing with this id, 0 elsewhere, softened a little so that its contour is smooth.
  Field mask(const std::function<bool(int)>& wanted, double soften) const;
  // Outlines of every thing in `ids`.
  std::vector<Path> outlines(const std::vector<int>& ids) const;

 private:
  Camera camera_;

 public:
  Field depth, light, air;

 private:
  std::size_t near(Vec2 plate) const {
    const int x = std::clamp(static_cast<int>(plate.x / depth.scale()), 0, depth.width() - 1);
    const int y = std::clamp(static_cast<int>(plate.y / depth.scale()), 0, depth.height() - 1);
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(depth.width()) + static_cast<std::size_t>(x);
  }
  std::vector<int> ids_;
  std::vector<Vec3> normals_;
};

struct Seeing {
  int scale = 5;          // plate pixels per cell of the notes
  double farthest = 60;   // world units
  double air_size = 0.5;  // how near things must be to darken each other
  double step = 0.9;      // of the distance that is walked at once; less for bumpy worlds
  double fine = 0.002;    // over which a surface's slope is measured
};

template <class World>
View look(const World& world, const Camera& camera, const Light& sun, const Seeing& how = {}) {
  View view(camera, how.scale);
  parallel_rows(view.depth.height(), [&](int y) {
    for (int x = 0; x < view.depth.width(); ++x) {
      const Vec2 p = view.depth.centre(x, y);
      const Vec2 drawn = p + Vec2{noise(p * (1 / 260.0), 771), noise(p * (1 / 260.0), 772)} * camera.waver;
      const Vec3 way = camera.ray(drawn);
      const Hit hit = march(world, camera.eye, way, how.farthest, how.step);
      if (hit.distance < 0) {
        view.depth.set(x, y, how.farthest);
        view.light.set(x, y, 1);
        view.air.set(x, y, 1);
        view.note(x, y, 0, way * -1);
        continue;
      }
      const Vec3 n = facing(world, hit.point, std::max(how.fine, 0.0006 * hit.distance));
      view.depth.set(x, y, hit.distance);
      view.light.set(x, y, lit(world, hit.point, n, sun));
      view.air.set(x, y, open_air(world, hit.point, n, how.air_size));
      view.note(x, y, hit.id, n);
    }
  });
  return view;
}

}  // namespace copper::demo
