// Fyret / The Lighthouse: clean line etching. The tower is bare paper; sky and sea are drawn in level
// strokes.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kSea, kRock, kTower, kGallery, kLantern, kDome, kHouse, kRoof, kWindow };

double landform(Vec2 p) {
  const double out = length(Vec2{p.x - 7, (p.y + 9) * 0.8});
  return 10.2 * ramp(21, 5, out + 4.5 * noise(p * 0.09, 4)) - 5.2;
}

double ground(Vec2 p) {
  double y = landform(p);
  const double crags = 1 - std::abs(fbm(Vec2{p.x * 0.19 + 0.06 * p.y, p.y * 0.16}, 5, 8));
  y += 2.9 * (crags * crags - 0.55) * ramp(6.5, 1.0, y) + 0.5 * fbm(p * 0.8, 3, 9) * ramp(6.9, 3, y);
  return y;
}

Solid tower(Vec3 p) {
  p = p - Vec3{7, 4.6, -9};
  const double around = std::hypot(p.x, p.z);
  const double shaft = std::max(around - mix(2.35, 1.55, clamp01(p.y / 17)), std::abs(p.y - 8.5) - 8.5);
  Solid s{shaft * 0.97, kTower};
  s = nearer(s, {upright_cylinder(p - Vec3{0, 17.1, 0}, 2.35, 0.22), kGallery});
  s = nearer(s, {upright_cylinder(p - Vec3{0, 16.6, 0}, 1.9, 0.35), kGallery});
  const double rail = std::max(std::abs(around - 2.2) - 0.035, std::abs(std::abs(p.y - 17.85) - 0.28) - 0.04);
  s = nearer(s, {rail, kGallery});
  const double a = std::atan2(p.z, p.x) * 12 / kPi;
  s = nearer(s, {std::max({std::abs(around - 2.2) - 0.04, std::abs(a - std::round(a)) * 0.55 - 0.04,
                           std::abs(p.y - 17.8) - 0.45}),
                 kGallery});
  s = nearer(s, {upright_cylinder(p - Vec3{0, 18.6, 0}, 1.12, 1.3), kLantern});
  s = nearer(s, {std::max(sphere(p - Vec3{0, 19.7, 0}, 1.32), 19.8 - p.y), kDome});
  s = nearer(s, {capsule(p, {0, 21, 0}, {0, 21.9, 0}, 0.09, 0.05), kDome});
  for (const double y : {3.6, 8.2, 12.6})
    s = nearer(s, {box(p - Vec3{-0.5, y, 2.0 - y * 0.045}, {0.24, 0.48, 0.35}), kWindow});
  return s;
}

Solid house(Vec3 p) {
  p = turned_y(p - Vec3{-0.6, 4.4, -7.5}, 0.28);
  Solid s{box(p - Vec3{0, 1.4, 0}, {3.5, 1.6, 2.1}), kHouse};
  const double roof = std::max((std::abs(p.z) * 0.72 + (p.y - 5.1) * 0.70), std::abs(p.x) - 3.65);
  s = nearer(s, {std::max(roof, 2.8 - p.y), kRoof});
  s = nearer(s, {box(p - Vec3{-2.2, 5.0, 0}, {0.35, 0.8, 0.35}), kHouse});
  for (const double x : {-2.2, 2.1}) s = nearer(s, {box(p - Vec3{x, 1.7, 2.1}, {0.42, 0.55, 0.06}), kWindow});
  return nearer(s, {box(p - Vec3{0, 1.1, 2.1}, {0.45, 1.0, 0.06}), kWindow});
}

Solid world(Vec3 p) {
  Solid s{p.y + 1.2, kSea};
  if (p.y < 8) {
    const double clear = p.y - landform({p.x, p.z}) - 2.2;  // above every crag
    s = nearer(s, {clear > 0.5 ? clear * 0.6 : (p.y - ground({p.x, p.z})) * 0.5, kRock});
  }
  const double far_tower = std::hypot(p.x - 7, p.z + 9) - 3;
  s = nearer(s, far_tower > 1 ? Solid{far_tower, kTower} : tower(p));
  const double far_house = length(p - Vec3{-0.6, 6, -7.5}) - 5.6;
  return nearer(s, far_house > 1 ? Solid{far_house, kHouse} : house(p));
}

double clouds(Vec2 p, int w, int h) {
  const Vec2 q{p.x / w, p.y / h};
  const Vec2 bent{q.x * 2.2 + 0.9 * q.y, q.y * 4.6 - 0.8 * q.x};
  const double mass = fbm(bent + Vec2{1.3, 4.2}, 6, 14);
  double tone = 0.50 * ramp(-0.18, 0.55, mass + 0.45 * (0.55 - q.y) - 0.25 * bump(q.x, 0.72, 0.25));
  tone += 0.22 * ramp(0.55, 0.0, q.y) * ramp(0.8, 0.1, q.x);
  tone -= 0.3 * bump(q.y, 0.66, 0.10);
  return std::clamp(tone, 0.0, 0.75);
}

double tone_at(const View& view, Vec2 p) {
  const int id = view.id(p), w = view.camera().width, h = view.camera().height;
  if (id == kSky) return clouds(p, w, h);
  const Vec3 at = view.point_at(p);
  const double light = view.light.sample(p), air = view.air.sample(p);
  if (id == kSea) {
    const double swell = noise(Vec2{at.x * 0.10, at.z * 0.42}, 33) + 0.6 * noise(Vec2{at.x * 0.3, at.z * 1.4}, 34);
    const double shore = ramp(0.5, 3.2, at.y - ground({at.x, at.z}));
    return std::clamp(0.40 + 0.30 * swell - 0.3 * bump(at.x, -14, 9) - 0.25 * ramp(-40, -110, at.z), 0.0, 0.8) * shore;
  }
  double colour = 1.0;
  if (id == kRock) colour = at.y > 3.6 ? 0.88 : mix(0.48, 0.8, ramp(-1.2, 2.6, at.y));
  if (id == kRoof || id == kDome) colour = 0.5;
  if (id == kWindow) colour = 0.25;
  if (id == kLantern) colour = 0.55;
  const double glow =
      (id == kRock ? 0.36 : 0.20) * air + 1.05 * light + (id == kTower || id == kHouse ? 0.16 * air : 0);
  return std::clamp(1 - colour * glow * 1.06, 0.0, 0.95);
}

}  // namespace

Image draw_lighthouse(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-9, 6.0, 34}, {0.3, 6.0, -9}, 1.5, {0.0, 0.26}, 5, w, h};
  const Vec3 sun = normal(Vec3{0.72, 0.50, 0.50});
  const View view = look(world, camera, {sun, false, 0.03, 26}, {5, 160, 1.2, 0.75, 0.01});
  Field tones(w, h, 5);
  tones.each([&](Vec2 p, double) { return tone_at(view, p); });
  const Tone tone = [&](Vec2 p) { return tones.sample(p); };

  CrossHatching how;
  how.how = {2.3, 5.4, 19, 90, 420, 0.05, 0.05, 380, 0.9, 1, 0.4, 1101};
  how.fullest = 0.40;
  const auto axis_of = [](int id) {
    return id == kTower || id == kGallery || id == kLantern || id == kDome ? Vec3{0, 1, 0}
           : id == kRock                                                   ? Vec3{0.75, 0.25, 0.6}
                                                                           : Vec3{};
  };
  const auto level = [](int id) { return id == kSky ? -0.05 : id == kRoof ? 1.1 : id == kHouse ? 1.5 : 0.0; };
  const auto crossing = [](int id) { return id == kSky ? 0.32 : id == kSea ? 0.14 : -0.8; };
  how.angles = {view.round_each(axis_of, 0, level), view.round_each(axis_of, 0.8, crossing),
                view.round_each(axis_of, -0.8, [](int id) { return id == kSky ? -0.5 : 0.7; })};
  cross_hatch(copper, how, tone, view.things());

  Strokes lines;
  Random random(111);
  for (const Path& path : view.outlines({kRock, kTower, kGallery, kLantern, kDome, kHouse, kRoof, kWindow})) {
    outline(lines, path, {2.5, 0.95, 36, 1.6, 0.4}, random, [&](Vec2 p) {
      return std::clamp(0.55 + 0.7 * tones.sample(p + Vec2{-5, 6}), 0.0, 1.1);
    });
  }
  for (int i = 0; i < 16; ++i) {  // gulls, two touches each
    const Vec2 c{w * random.range(0.10, 0.62), h * random.range(0.30, 0.62)};
    const double s = random.range(12, 30), a = random.range(-0.3, 0.3);
    for (const double side : {-1.0, 1.0})
      touch(lines, c, c + rotated({side * s, -0.35 * s}, a), side * -0.28, {3.0, 1, 12, 0.4, 0.3}, random);
  }
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.03;
  sheet.wiped = [&](Vec2 p) { return ramp(0.4, 0.05, tones.sample(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
