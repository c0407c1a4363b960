// Kvæder og kande / Quinces and Jug: a still life built of hatching alone, hardly an outline anywhere.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing {
  kSky,
  kTable,
  kTableFront,
  kWall,
  kJug,
  kHandle,
  kHaft,
  kBlade,
  kStem,
  kQuince
};  // quinces count on from kQuince

// A jug turned on the wheel: radius at each height, in decimetres.
double jug_radius(double y) {
  const double belly = 0.37 * bump(y, 0.72, 0.62), neck = 0.06 * bump(y, 1.95, 0.3);
  return 0.36 + belly - neck + 0.13 * ramp(1.9, 2.4, y) - 0.06 * ramp(1.2, 1.9, y) - 0.08 * bump(y, 0.0, 0.16);
}

Solid jug(Vec3 p) {
  p.y += 0.02 * noise(p * 1.5, 3);
  const double around = std::hypot(p.x, p.z);
  const double lip =
      ramp(2.0, 2.34, p.y) * 0.2 * std::pow(std::max(0.0, p.x / std::max(0.05, around)), 6);  // the spout
  const double skin = around - jug_radius(p.y) - lip;
  double body = std::max(std::max(skin * 0.75, p.y - 2.34 - 0.4 * lip), -p.y);
  body = smooth_cut(body, std::max((around - jug_radius(p.y) - lip + 0.05) * 0.75, 1.6 - p.y), 0.03);
  // The handle: an ear from the neck to the shoulder.
  const Vec3 h{p.x + 0.62, (p.y - 1.62) * 0.8, p.z};
  const double ring = std::hypot(std::hypot(h.x, h.y) - 0.42, h.z * 0.8) - 0.075;
  const double ear = std::max(ring, skin * -1 - 0.02);
  return nearer({body, kJug}, {ear * 0.8, kHandle});
}

struct Fruit {
  Vec3 at;
  double size, lean, turn;
};
constexpr Fruit kFruits[] = {{{1.02, 0.52, -0.05}, 0.53, 0.12, 0.4},
                             {{2.0, 0.45, -0.15}, 0.49, -1.2, 5.6},
                             {{-0.52, 0.44, 1.0}, 0.48, 1.3, 0.5},
                             {{1.86, 0.42, 0.95}, 0.45, 1.15, 2.5}};

double quince(Vec3 p, const Fruit& fruit, std::uint32_t seed) {
  p = p - fruit.at;
  const double bound = length(p) - fruit.size * 1.5;
  if (bound > 0.3) return bound;
  p = turned_y(p, fruit.turn);
  const Vec2 leaning = rotated({p.x, p.y}, fruit.lean);
  p = Vec3{leaning.x, leaning.y, p.z} * (1 / fruit.size);
  const double around = std::atan2(p.z, p.x);
  const double ribs = 0.045 * std::cos(5 * around + 0.4) * ramp(0.2, 1.0, std::abs(p.y));
  double d = ellipsoid(p, {0.94, 0.9, 0.94});
  d = joined(d, sphere(p - Vec3{0, 0.86, 0}, 0.36), 0.6);         // the neck
  d = smooth_cut(d, sphere(p - Vec3{0.02, 1.3, 0}, 0.16), 0.14);  // where the stalk sat
  d = smooth_cut(d, sphere(p - Vec3{0, -1.0, 0.0}, 0.24), 0.2);   // the calyx
  return (d - ribs - 0.05 * noise(p * 1.7, seed)) * fruit.size * 0.85;
}

// A kitchen knife, its handle towards us over the table's edge.
Solid knife(Vec3 p) {
  p = turned_y(p - Vec3{0.75, 0.05, 1.45}, -0.62);
  const double handle = ellipsoid(p - Vec3{0.62, 0.035, 0}, {0.52, 0.065, 0.085});
  const double narrow = 0.115 * ramp(-1.15, -0.55, p.x) + 0.004;
  const double blade = std::max({std::abs(p.y) - 0.014, std::abs(p.z + 0.02) - narrow, p.x - 0.15, -p.x - 1.15});
  return nearer({handle * 0.8, kHaft}, {blade * 0.8, kBlade});
}

Solid world(Vec3 p) {
  Solid s{box(p - Vec3{0.3, -2, -0.3}, {9, 2, 2.45}), p.y < -0.012 ? kTableFront : kTable};
  s = nearer(s, {p.z + 3.4, kWall});
  const Vec3 j = p - Vec3{-0.42, 0, -0.35};
  const double bound = std::hypot(j.x, j.z) - 1.25;
  s = nearer(s, bound > 0.4 ? Solid{bound, kJug} : jug(j));
  for (std::size_t i = 0; i < std::size(kFruits); ++i) {
    const auto n = static_cast<int>(i);
    s = nearer(s, {quince(p, kFruits[i], 40 + static_cast<std::uint32_t>(n)), kQuince + n});
  }
  s = nearer(s, knife(p));
  s = nearer(s, {capsule(p, {1.06, 1.02, 0.02}, {1.16, 1.24, 0.06}, 0.05, 0.028), kStem});
  return s;
}

double colour_of(int id) {  // how light the thing itself is
  if (id >= kQuince) return 0.93;
  switch (id) {
    case kTable: return 0.98;
    case kTableFront: return 0.75;
    case kWall: return 0.66;
    case kHaft: return 0.3;
    case kBlade: return 0.9;
    case kStem: return 0.4;
    default: return 0.70;
  }
}

double tone_at(const View& view, Vec2 p) {
  const int id = view.id(p);
  const Vec3 n = view.normal_at(p), at = view.point_at(p);
  double glow = 0.17 * view.air.sample(p) + 0.98 * view.light.sample(p);
  if (id == kWall) glow *= mix(1.25, 0.55, ramp(-3, 3.2, at.x + 0.35 * at.y));  // the window is at the left
  if (id == kTable) glow += 0.12 * view.air.sample(p);
  if (id >= kQuince || id == kJug) glow += 0.10 * clamp01(n.x) * view.air.sample(p);  // thrown back from the right
  double tone = 1 - colour_of(id) * std::min(1.15, glow);
  if (id == kJug || id >= kQuince) {
    const Vec3 half = normal(Vec3{-0.62, 0.62, 0.48} + normal(view.camera().eye - at));
    tone -= (id == kJug ? 1.3 : 0.5) * std::pow(std::max(0.0, dot(n, half)), id == kJug ? 60 : 22);
  }
  if (id == kJug && at.y < 0.42) tone += 0.18;  // the glaze ends above the foot
  return std::clamp(tone * 1.06 - 0.05, 0.0, 0.93);
}

Vec3 axis_of(int id) {
  if (id >= kQuince) {
    const Fruit& f = kFruits[id - kQuince];
    const Vec2 up = rotated({0, 1}, -f.lean);
    return turned_y({up.x, up.y, 0}, -f.turn);
  }
  if (id == kJug) return {0, 1, 0};
  if (id == kHandle) return {0, 0, 1};
  if (id == kHaft || id == kBlade) return {0.8, 0, 0.58};
  return {};
}

}  // namespace

Image draw_quinces(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{0.5, 3.9, 9.0}, {0.5, 0.95, 0}, 1.74, {0, 0.055}, 6, w, h};
  const View view = look(world, camera, {normal(Vec3{-0.62, 0.62, 0.48}), false, 0.10, 12}, {5, 30, 0.9, 0.8, 0.004});

  Field tones(w, h, 5);
  tones.each([&](Vec2 p, double) { return tone_at(view, p); });
  const Tone tone = [&](Vec2 p) { return tones.sample(p) * (0.94 + 0.08 * noise(p * (1 / 240.0), 5)); };

  CrossHatching how;
  how.how.nearest = 5.2;
  how.how.farthest = 16;
  how.how.seed = 501;
  how.angles = {
      view.round_each(axis_of, 0, [](int id) { return id == kTable        ? 0.03
                                                      : id == kTableFront ? 1.5
                                                                          : -0.85; }),
      view.round_each(axis_of, 0.9, [](int id) { return id == kTable        ? -0.5
                                                        : id == kTableFront ? 0.1
                                                                            : 0.75; }),
      view.round_each(axis_of, -0.75, [](int id) { return id == kTable ? 0.45 : 1.35; }),
      straight_angle(0.08),
  };
  cross_hatch(copper, how, tone, view.things());

  Strokes lines;
  Random random(77);
  const Weight weight = [&](Vec2 p) { return std::clamp(0.12 + 1.1 * tones.sample(p + Vec2{6, 6}), 0.0, 1.15); };
  for (const Path& path :
       view.outlines({kJug, kHandle, kHaft, kBlade, kStem, kQuince, kQuince + 1, kQuince + 2, kQuince + 3})) {
    outline(lines, path, {2.6, 0.9, 40, 2.0, 0.4}, random, weight);
  }
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.wiped = [&](Vec2 p) { return ramp(0.5, 0.1, tones.sample(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
