// Broen / The Bridge: three arches and their reflection, light from behind the trees.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kWater, kBank, kStone, kVoussoir, kParapet, kTree, kTrunk, kHill, kBoat };

double bank(Vec2 p) {
  const double stream = std::abs(p.x + 0.6 * std::sin(p.y * 0.10)) - 10.4 + 0.05 * p.y;
  return -0.7 + 2.6 * ramp(-1.2, 3.8, stream + 1.2 * noise(p * 0.25, 5)) + 0.5 * fbm(p * 0.30, 3, 6) +
         1.0 * ramp(4, 20, stream);
}

Solid bridge(Vec3 p) {
  const double rise = 3.75 + 1.25 * std::exp(-p.x * p.x / 60);  // humpbacked
  double wall = std::max({std::abs(p.z) - 1.8, p.y - rise, -p.y - 2});
  double ring = 1e9;
  for (const double x : {-6.6, 0.0, 6.6}) {
    const double half = x == 0 ? 2.75 : 2.35, spring = x == 0 ? 0.9 : 0.55;
    const double d = p.y > spring ? std::hypot(p.x - x, (p.y - spring) * 1.0) - half : std::abs(p.x - x) - half;
    wall = cut(wall, d);
    ring = std::min(ring, std::max({std::abs(d - 0.28) - 0.28, std::abs(p.z) - 1.88, spring - 0.1 - p.y}));
  }
  const double joints = std::min(wall, ring) > 0.15 ? -0.02 : 0.02 * noise(Vec3{p.x * 1.2, p.y * 2.4, p.z * 1.2}, 8);
  Solid s{wall + joints, kStone};
  s = nearer(s, {ring + joints, kVoussoir});
  s = nearer(s, {std::max(std::abs(std::abs(p.z) - 1.75) - 0.17, std::abs(p.y - rise - 0.32) - 0.42), kParapet});
  s = nearer(s, {std::max(std::abs(std::abs(p.z) - 1.78) - 0.26, std::abs(p.y - rise + 0.02) - 0.09), kParapet});
  for (const double x : {-3.3, 3.3}) {  // cutwaters
    const double wedge = std::max((std::abs(p.x - x) + (std::abs(p.z) - 1.6) * 0.75 - 0.75) * 0.75,
                                  p.y - 1.9 + 0.4 * (std::abs(p.z) - 1.6));
    s = nearer(s, {std::max(wedge, -p.y - 2), kVoussoir});
  }
  return s;
}

struct Crown {
  Vec3 at, size;
};
constexpr Crown kCrowns[] = {{{-14, 7.6, -7}, {4.6, 4.4, 4}}, {{-10.8, 10.0, -12}, {3.6, 4.6, 3.5}},
                             {{-18, 6.6, -3}, {4.2, 4, 4}},   {{14.5, 5.6, -9}, {3.6, 3.0, 3}},
                             {{18, 7.0, -14}, {4.6, 4.2, 4}}, {{11.5, 4.8, -22}, {4, 2.8, 3}},
                             {{-4, 3.9, -30}, {4.4, 2.4, 3}}, {{4.5, 4.2, -34}, {6, 2.6, 3}}};

double tree(Vec3 p) {
  double d = 1e9;
  for (const Crown& c : kCrowns) d = std::min(d, ellipsoid(p - c.at, c.size));
  if (d > 2.5) return d - 1.2;
  return d + 0.75 * noise(p * 0.6, 11) + 0.5 * noise(p * 1.7, 12) + 0.22 * noise(p * 3.8, 13);
}

Solid world(Vec3 p) {
  Solid s{p.y, kWater};
  const double clear = p.y - 4.4;  // above every bank
  s = nearer(s, {clear > 0.4 ? clear : (p.y - bank({p.x, p.z})) * 0.7, kBank});
  const double to_bridge = box(p - Vec3{0, 2.2, 0}, {40, 4, 2.6});
  s = nearer(s, to_bridge > 0.6 ? Solid{to_bridge, kStone} : bridge(p));
  s = nearer(s, {tree(p) * 0.55, kTree});
  s = nearer(s, {capsule(p, {-13.2, 0, -7}, {-13.8, 6, -7}, 0.42, 0.3), kTrunk});
  s = nearer(s, {capsule(p, {-10.9, 0, -12}, {-10.7, 8, -12}, 0.4, 0.25), kTrunk});
  s = nearer(s, {capsule(p, {14.4, 0, -9}, {14.6, 5, -9}, 0.36, 0.25), kTrunk});
  const double hill = p.y - 7.0 * bump(p.x, 26, 30) - 4.2 * bump(p.x, -20, 40) - 0.8 * noise(Vec2{p.x * 0.06, 1}, 3);
  s = nearer(s, {std::max(hill * 0.8, p.z + 60), kHill});
  const Vec3 b = turned_y(p - Vec3{4.3, 0.12, 6.6}, 0.5);  // a punt at its mooring
  const double hull = std::max(ellipsoid(b - Vec3{0, 0.32, 0}, {1.7, 0.5, 0.55}), b.y - 0.22 - 0.06 * b.x * b.x);
  return nearer(s, {cut(hull, ellipsoid(b - Vec3{0, 0.42, 0}, {1.5, 0.42, 0.44})) * 0.8, kBoat});
}

double sky_tone(Vec3 way) {
  const double cloud = fbm(Vec2{way.x * 3.2, way.y * 7 - way.x}, 5, 61);
  return std::clamp(0.28 * ramp(0.05, 0.5, cloud) * ramp(0.02, 0.2, way.y) + 0.16 * ramp(0.30, 0.5, way.y), 0.0, 0.5);
}

double solid_tone(int id, Vec3 at, double light, double air) {
  double colour = 0.86;
  if (id == kTree) colour = 0.95;
  if (id == kTrunk || id == kBoat) colour = 0.40;
  if (id == kBank) colour = 0.80;
  if (id == kHill) return 0.20 + 0.07 * noise(Vec2{at.x * 0.3, at.y * 0.8}, 5);
  double glow = (0.06 + 0.24 * air * air) + 1.15 * light;
  if (id == kStone || id == kVoussoir) {
    const double course = at.y / 0.42, stagger = std::floor(course) * 0.37;
    const double stone = cell_value(static_cast<int>(std::floor(at.x / 0.85 + stagger)), static_cast<int>(course), 4);
    colour -= 0.16 * stone + (id == kStone ? 0.12 * bump(course - std::floor(course), 0.02, 0.10) : 0.0) +
              0.3 * ramp(1.0, 0.1, at.y);
  }
  const double far = ramp(-5, -34, at.z) * 0.36;
  return std::clamp(mix(1.04 - colour * glow, 0.30, far), 0.0, 0.95);
}

double water_tone(const Vec3 at, Vec3 eye, const Light& sun) {
  const double ripple = 0.020 * noise(Vec2{at.x * 0.8, at.z * 2.6}, 91) + 0.010 * noise(Vec2{at.x * 2.2, at.z * 7}, 92);
  const Vec3 n = normal(Vec3{0.6 * ripple, 1, ripple * 1.5});
  const Vec3 in = normal(at - eye);
  const Vec3 out = in - n * (2 * dot(in, n));
  const Hit hit = march(world, at + Vec3{0, 0.03, 0}, out, 90, 0.9);
  double tone = 0;
  if (hit.distance < 0) {
    tone = sky_tone(out) + 0.06;
  } else {
    const Vec3 face = facing(world, hit.point, 0.02);
    tone = solid_tone(hit.id, hit.point, lit(world, hit.point, face, sun), open_air(world, hit.point, face, 1.2));
    tone = 0.10 + 0.84 * tone;
  }
  const double glint =
      ramp(0.35, 0.75, noise(Vec2{at.x * 0.25, at.z * 1.9}, 93) + 0.4 * noise(Vec2{at.x, at.z * 6}, 94));
  return std::clamp(mix(tone, 0.04, 0.75 * glint), 0.0, 0.92);
}

// Single stones of the wall, as few as the eye needs.
void stones(Strokes& out, const View& view, Random& random) {
  const Camera& camera = view.camera();
  for (int i = 0; i < 620; ++i) {
    const double course = std::floor(random.range(1, 11));
    const double y = course * 0.42, x = random.range(-16, 16), l = random.range(0.5, 0.95);
    const Vec3 a{x, y, 1.8}, b{x + l, y, 1.8};
    if (view.id(camera.project(a)) != kStone || view.id(camera.project(b)) != kStone) continue;
    const Needle needle{2.2, 0.9, 18, 1.4, 0.5};
    touch(out, camera.project(a), camera.project(b), 0.01 * random.bell(), needle, random);
    if (random.chance(0.7))
      touch(out, camera.project(b), camera.project(b + Vec3{0.02, 0.38, 0}), 0.02, needle, random);
  }
}

// Leaves at the crowns' edges: loops and touches that soften the contour.
void leaves(Strokes& out, const View& view, Random& random) {
  for (const Path& edge : view.outlines({kTree})) {
    const int n = static_cast<int>(path_length(edge) / 9);
    for (int i = 0; i < n; ++i) {
      const Vec2 p = edge[static_cast<std::size_t>(random.below(static_cast<int>(edge.size())))] +
                     Vec2{random.bell() * 16, random.bell() * 16};
      touch(out, p, p + rotated({random.range(7, 20), 0}, random.range(-0.6, 2.6)), random.bell() * 0.4,
            {2.2, 0.85, 9, 0.5, 0.4}, random);
    }
  }
}

void reeds(Strokes& out, int w, int h, Random& random) {
  for (int clump = 0; clump < 20; ++clump) {
    const bool left = clump < 13;
    const Vec2 root{w * (left ? random.range(-0.02, 0.24) : random.range(0.84, 1.02)), h * random.range(0.91, 1.03)};
    for (int i = 0; i < 24; ++i) {
      const Vec2 foot = root + Vec2{random.bell() * 40, random.bell() * 12};
      const double tall = h * random.range(0.06, 0.19) * (left ? 1 : 0.7), lean = 0.14 * random.bell() + 0.08;
      const Vec2 tip = foot + rotated({0, -tall}, lean);
      touch(out, foot, tip, random.bell() * 0.05, {3.4, 1, 0.7 * tall, 1.2, 0.3}, random);
      if (random.chance(0.16)) {
        for (int k = 0; k < 10; ++k)
          touch(out, tip + Vec2{random.bell() * 3, 0}, tip + rotated({0, 44}, lean) + Vec2{random.bell() * 3, 0}, 0,
                {3, 1.1, 8, 0.5, 0.3}, random);
      }
    }
  }
}

}  // namespace

Image draw_bridge(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-5.2, 2.6, 19.5}, {-0.9, 2.6, 0}, 0.86, {0.0, 0.045}, 5, w, h};
  const Light sun{normal(Vec3{-0.58, 0.60, 0.62}), false, 0.05, 20};
  const View view = look(world, camera, sun, {7, 120, 1.2, 0.9, 0.02});
  Field tones(w, h, 7);
  tones.each([&](Vec2 p, double) {
    const int id = view.id(p);
    if (id == kSky) return sky_tone(camera.ray(p));
    const Vec3 at = view.point_at(p);
    if (id == kWater) return water_tone({at.x, 0, at.z}, camera.eye, sun);
    return solid_tone(id, at, view.light.sample(p), view.air.sample(p));
  });

  CrossHatching how;
  how.how = {2.3, 5.2, 18, 40, 240, 0.08, 0.16, 170, 0.9, 1, 0.4, 1401};
  how.fullest = 0.42;
  const auto axis_of = [](int id) {
    return id == kTrunk || id == kHill ? Vec3{0, 1, 0} : id == kBank ? Vec3{1, 0, 0.2} : Vec3{};
  };
  const auto first = [](int id) {
    return id == kWater ? 0.0 : id == kTree ? -0.75 : id == kSky ? -0.1 : id == kBoat ? 0.1 : 0.9;
  };
  how.angles = {view.round_each(axis_of, 0, first),
                view.round_each(axis_of, 0.8,
                                [](int id) {
                                  return id == kWater ? kPi / 2 : id == kTree ? 0.25 : id == kSky ? -0.5 : -0.65;
                                }),
                view.round_each(axis_of, -0.8, [](int id) { return id == kWater  ? 0.03
                                                                   : id == kTree ? 1.2
                                                                                 : 0.1; })};
  cross_hatch(
      copper, how, [&](Vec2 p) { return tones.sample(p) * (0.94 + 0.1 * noise(p * (1 / 60.0), 3)); }, view.things());

  Strokes lines;
  Random random(144);
  for (const Path& path : view.outlines({kBank, kStone, kVoussoir, kParapet, kTree, kTrunk, kHill, kBoat})) {
    outline(
        lines, path, {2.3, 0.9, 30, 2.0, 0.5}, random,
        [&](Vec2 p) {
          return std::clamp(0.25 + 0.85 * tones.sample(p + Vec2{6, 6}), 0.0, 1.1);
        },
        150);
  }
  stones(lines, view, random);
  leaves(lines, view, random);
  reeds(lines, w, h, random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.wiped = [&](Vec2 p) { return ramp(0.4, 0.05, tones.sample(p)); };
  return pull({{&copper, Colour{0.165, 0.120, 0.092}}}, sheet);
}

}  // namespace copper::demo
