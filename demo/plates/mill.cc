// Møllen / The Mill: a tower mill on its mound under a wide sky, in the open manner of the Dutch landscape
// etchers.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kGround, kBase, kSmock, kStage, kCap, kPole, kHut, kThatch, kDoor };

const Vec3 kMill{7.2, 0, -4};

double ground(Vec2 p) {
  const double mound = 2.6 * std::exp(-0.012 * ((p.x - 7.2) * (p.x - 7.2) + (p.y + 4) * (p.y + 4) * 1.1));
  const double path = bump(p.x - 4.5 + 0.30 * (p.y - 2) + 1.2 * std::sin(p.y * 0.16), 0, 1.2);
  return mound + 0.35 * fbm(p * 0.10, 3, 3) + 0.13 * fbm(p * 0.7, 3, 4) * (1 - path) - 0.18 * path;
}

Solid mill(Vec3 p) {
  p = p - kMill - Vec3{0, 2.1, 0};
  // Eight sides, narrowing upwards.
  const double around = std::atan2(p.z, p.x) + 0.2;
  const double sector = around - kPi / 4 * std::round(around / (kPi / 4));
  const double r = std::hypot(p.x, p.z) * std::cos(sector);
  Solid s{std::max((r - mix(2.9, 1.62, clamp01((p.y - 3) / 7.5))) * 0.96, std::abs(p.y - 6.6) - 3.8), kSmock};
  s = nearer(s, {std::max((r - 3.15) * 0.96, std::abs(p.y - 1.2) - 1.9), kBase});
  s = nearer(s, {std::max(std::abs(r - 3.5) - 1.0, std::abs(p.y - 3.15) - 0.09), kStage});
  s = nearer(s, {std::max(std::abs(r - 4.4) - 0.03, std::abs(p.y - 3.95) - 0.05), kStage});
  const double post = std::abs(around * 16 / kPi / 2 - std::round(around * 16 / kPi / 2)) * 1.7;
  s = nearer(s, {std::max({std::abs(r - 4.4) - 0.05, post - 0.05, std::abs(p.y - 3.55) - 0.42}), kStage});
  for (int i = 0; i < 8; ++i) {
    const double a = i * kPi / 4 - 0.2;
    s = nearer(s, {capsule(p, {3.1 * std::cos(a), 1.6, 3.1 * std::sin(a)}, {4.2 * std::cos(a), 3.1, 4.2 * std::sin(a)},
                           0.08, 0.08),
                   kStage});
  }
  // The cap, like a boat turned over, its bow towards the sails.
  const Vec3 c = turned_y(p - Vec3{0, 10.4, 0}, 0.62);
  const double boat = std::max(ellipsoid(c, {1.95, 1.95, 2.7}), -c.y);
  s = nearer(s, {boat, kCap});
  s = nearer(s, {capsule(c, {0, 0.75, 2.2}, {0, 0.9, 3.5}, 0.26, 0.2), kPole});
  s = nearer(s, {capsule(c, {0, 0.4, -2.4}, {0, -7.0, -5.2}, 0.12, 0.14), kPole});
  s = nearer(s, {capsule(c, {1.3, 0.3, -0.8}, {0, -6.6, -5.05}, 0.08, 0.08), kPole});
  s = nearer(s, {capsule(c, {-1.3, 0.3, -0.8}, {0, -6.6, -5.05}, 0.08, 0.08), kPole});
  s = nearer(s, {box(p - Vec3{-0.9, 0.6, 2.85}, {0.55, 1.1, 0.2}), kDoor});
  for (const double y : {5.0, 7.6})
    s = nearer(s, {box(p - Vec3{-0.5, y, 2.55 - (y - 5) * 0.16}, {0.24, 0.34, 0.25}), kDoor});
  return s;
}

Solid hut(Vec3 p) {
  p = turned_y(p - Vec3{-3.6, 0.5, -9}, 0.35);
  Solid s{box(p - Vec3{0, 0.7, 0}, {3.2, 1.2, 1.8}), kHut};
  const double sag = 0.16 * std::cos(p.x * 0.9);
  s = nearer(s,
             {std::max({std::abs(p.z) * 0.76 + (p.y - 4.2 + sag) * 0.65, std::abs(p.x) - 3.6, 1.75 - p.y}), kThatch});
  s = nearer(s, {box(p - Vec3{0.4, 0.75, 1.8}, {0.45, 0.95, 0.1}), kDoor});
  return nearer(s, {box(p - Vec3{-1.7, 1.2, 1.8}, {0.35, 0.35, 0.1}), kDoor});
}

Solid world(Vec3 p) {
  const double clear = p.y - 3.4;  // higher than the mound
  Solid s{clear > 0.4 ? clear : (p.y - ground({p.x, p.z})) * 0.75, kGround};
  const double to_mill = std::hypot(p.x - kMill.x, p.z - kMill.z) - 6.5;
  s = nearer(s, to_mill > 1 ? Solid{to_mill, kSmock} : mill(p));
  const double to_hut = length(p - Vec3{-3.6, 2, -9}) - 5;
  return nearer(s, to_hut > 1 ? Solid{to_hut, kHut} : hut(p));
}

double sky_tone(Vec2 p, int w, int h) {
  const Vec2 q{p.x / w, p.y / h};
  const double cloud = fbm(Vec2{q.x * 3.0 + 1.5 * q.y, q.y * 3.6 - 0.7 * q.x}, 5, 24);
  double tone = 0.34 * ramp(0.02, 0.5, cloud) * ramp(0.80, 0.4, q.y);
  tone += 0.50 * ramp(0.45, -0.08, q.x + 0.55 * q.y + 0.14 * cloud);  // a shower passing on the left
  return std::clamp(tone, 0.0, 0.6);
}

double tone_at(const View& view, Vec2 p) {
  const int id = view.id(p);
  if (id == kSky) return sky_tone(p, view.camera().width, view.camera().height);
  const Vec3 at = view.point_at(p);
  const double light = view.light.sample(p), air = view.air.sample(p);
  if (id == kGround) {
    const double far = ramp(8, -70, at.z);
    const double patches = 0.5 + 0.6 * fbm(Vec2{at.x * 0.10, at.z * 0.22}, 4, 41);
    const double near_dark = 0.42 * ramp(9, 15, at.z + 0.15 * at.x);
    const double path = bump(at.x - 4.5 + 0.30 * (at.z - 2) + 1.2 * std::sin(at.z * 0.16), 0, 1.1) * (1 - far);
    return std::clamp(
        0.62 - 0.62 * light * air - 0.25 * far + 0.40 * patches * (1 - 0.3 * far) + near_dark - 0.5 * path - 0.1, 0.0,
        0.9);
  }
  double colour = 0.85;
  if (id == kSmock) colour = 0.62;
  if (id == kCap || id == kThatch) colour = 0.50;
  if (id == kPole || id == kStage) colour = 0.55;
  if (id == kDoor) colour = 0.15;
  return std::clamp(1.03 - colour * (0.24 * air + 1.12 * light), 0.0, 0.95);
}

void draw_sails(Strokes& out, const Camera& camera, Random& random) {
  const Vec3 hub = kMill + Vec3{0, 2.1 + 10.4 + 0.9, 0} + turned_y(Vec3{0, 0, 3.4}, -0.62);
  const Vec3 side = turned_y(Vec3{1, 0, 0}, -0.62), up{0, 1, 0};
  for (int i = 0; i < 4; ++i) {
    const double a = 0.42 + i * kPi / 2;
    const Vec3 whip = side * std::cos(a) + up * std::sin(a), across = side * -std::sin(a) + up * std::cos(a);
    const auto at = [&](double u, double v) { return camera.project(hub + whip * u + across * v); };
    const Needle stout{5.2, 1.05, 14, 1.2, 0.3}, lath{2.2, 0.95, 14, 1.1, 0.4};
    for (int k = 0; k < 3; ++k) scratch(out, straight({at(-0.4, 0.04 * k), at(8.3, 0.03 * k)}), stout, random);
    for (const double v : {0.62, 1.15, 1.75}) scratch(out, straight({at(1.5, v), at(8.2, v)}), lath, random);
    scratch(out, straight({at(1.5, -0.45), at(8.2, -0.38)}), lath, random);
    for (int bar = 0; bar <= 20; ++bar) {
      const double u = 1.5 + bar * 0.335;
      touch(out, at(u, -0.46), at(u, 1.8), random.bell() * 0.01, lath, random);
    }
    if (i == 1 || i == 2) {  // cloth, half reefed
      for (int line = 0; line < 64; ++line) {
        const double u = mix(1.5, i == 1 ? 8.2 : 6.0, random.uniform()), from = random.range(0.05, 0.7);
        touch(out, at(u, from), at(u + random.range(0.2, 0.7), 1.74), 0.04, {2.0, 0.8, 20, 1, 0.4}, random);
      }
    }
  }
}

void grass(Strokes& out, const View& view, Random& random) {
  const int w = view.camera().width, h = view.camera().height;
  for (int i = 0; i < 5200; ++i) {
    const Vec2 p{random.uniform() * w, h * (0.60 + 0.40 * std::sqrt(random.uniform()))};
    if (view.id(p) != kGround) continue;
    const double d = view.depth.sample(p);
    const Vec3 at = view.point_at(p);
    const double path = bump(at.x - 4.5 + 0.30 * (at.z - 2) + 1.2 * std::sin(at.z * 0.16), 0, 1.2);
    const double thick = fbm(Vec2{at.x * 0.35, at.z * 0.35}, 3, 77);
    if (path > 0.4 || thick < 0.02 || d > 42) continue;
    const double tall = w * 0.0125 * 14 / d * random.range(0.4, 1.3) * (0.6 + thick);
    touch(out, p, p + rotated({0, -tall}, 0.25 + 0.4 * random.bell()), random.bell() * 0.16,
          {2.3, 0.9, 0.6 * tall, 0.6, 0.4}, random);
  }
}

void far_trees(Strokes& out, const Camera& camera, Random& random) {
  for (int i = 0; i < 2600; ++i) {
    const double x = random.range(-110, 100);
    const double crown = 2.3 + 2.6 * fbm(Vec2{x * 0.11, 2}, 4, 31);
    if (crown < 0.5 || (x > -43 && x < -30)) continue;
    const Vec2 p = camera.project({x, 0.3 + crown * std::sqrt(random.uniform()) * 1.3, -106});
    const double s = random.range(5, 15);
    touch(out, p, p + rotated({s, 0}, random.range(0.4, 2.4)), 0.35, {1.7, 0.62, 8, 0.5, 0.4}, random);
  }
  for (int i = 0; i < 150; ++i) {  // the fields' edge below them
    const double x = random.range(-120, 105), z = -random.range(48, 104);
    touch(out, camera.project({x, 0.1, z}), camera.project({x + random.range(4, 16), 0.1, z}), 0.004,
          {1.7, 0.6, 30, 0.8, 0.5}, random);
  }
  const Vec2 foot = camera.project({-38, 0.2, -106});
  const double u = camera.width * 0.0012;  // a church with its spire
  for (int k = 0; k < 14; ++k) {
    const double x = (k - 7) * 0.9 * u;
    touch(out, foot + Vec2{x, 0}, foot + Vec2{x, -17 * u}, 0, {1.6, 0.65, 6, 0.5, 0.3}, random);
    touch(out, foot + Vec2{x, -17 * u}, foot + Vec2{x * 0.1, -38 * u}, 0, {1.5, 0.6, 6, 0.5, 0.3}, random);
    touch(out, foot + Vec2{8 * u + k * 1.3 * u, 0}, foot + Vec2{8 * u + k * 1.3 * u, -9 * u}, 0,
          {1.5, 0.5, 6, 0.5, 0.3}, random);
  }
}

void fence_and_birds(Strokes& out, const View& view, Random& random) {
  const Camera& camera = view.camera();
  const auto post = [&](double i) { return Vec3{-10.5 + 1.45 * i, 0, 9.2 - 0.75 * i}; };
  for (int i = 0; i < 9; ++i) {
    const Vec3 p = post(i);
    const double y = ground({p.x, p.z}), lean = random.bell() * 0.08;
    for (int k = 0; k < 3; ++k) {
      scratch(out,
              straight({camera.project({p.x + 0.016 * k, y - 0.1, p.z}),
                        camera.project({p.x + lean + 0.016 * k, y + 1.2, p.z})}),
              {2.6, 1, 8, 1, 0.4}, random);
    }
    if (i == 8 || i == 4) continue;
    for (const double up : {0.55, 0.98}) {
      const Vec3 q = post(i + 1);
      const double yq = ground({q.x, q.z});
      for (int k = 0; k < 3; ++k) {
        scratch(out,
                curve({camera.project({p.x, y + up + 0.02 * k, p.z}),
                       camera.project(mix(p, q, 0.5) + Vec3{0, (y + yq) / 2 + up - 0.06, 0}),
                       camera.project({q.x, yq + up, q.z})}),
                {2.3, 0.95, 20, 1, 0.4}, random);
      }
    }
  }
  for (int i = 0; i < 9; ++i) {
    const Vec2 c{camera.width * random.range(0.34, 0.55), camera.height * random.range(0.22, 0.42)};
    const double s = random.range(9, 22);
    for (const double side : {-1.0, 1.0})
      touch(out, c, c + Vec2{side * s, -0.4 * s}, side * -0.3, {2.4, 0.9, 10, 0.4, 0.3}, random);
  }
}

}  // namespace

Image draw_mill(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-1.0, 2.5, 24}, {1.5, 2.5, -4}, 0.79, {-0.02, 0.235}, 6, w, h};
  const View view = look(world, camera, {normal(Vec3{-0.62, 0.50, 0.52}), false, 0.03, 24}, {6, 110, 1.0, 0.85, 0.01});
  Field tones(w, h, 6);
  tones.each([&](Vec2 p, double) { return tone_at(view, p); });

  CrossHatching how;
  how.how = {2.3, 5.4, 20, 60, 300, 0.08, 0.12, 330, 1.0, 1, 0.45, 601};
  how.fullest = 0.40;
  const auto axis_of = [](int id) {
    return id == kSmock || id == kBase || id == kPole ? Vec3{0, 1, 0} : id == kCap ? Vec3{0, 0.3, 1} : Vec3{};
  };
  const auto first = [](int id) { return id == kSky ? -1.02 : id == kThatch ? 1.2 : id == kGround ? 0.04 : 1.45; };
  how.angles = {view.round_each(axis_of, 0, first),
                view.round_each(axis_of, 0.9, [](int id) { return id == kSky      ? -0.72
                                                                  : id == kGround ? -0.55
                                                                                  : 0.6; }),
                view.round_each(axis_of, -0.8, [](int id) { return id == kGround ? 0.6 : -0.7; })};
  cross_hatch(
      copper, how, [&](Vec2 p) { return tones.sample(p); }, view.things());

  Strokes lines;
  Random random(66);
  far_trees(lines, camera, random);
  for (const Path& path : view.outlines({kGround, kBase, kSmock, kStage, kCap, kPole, kHut, kThatch, kDoor})) {
    outline(
        lines, path, {2.5, 0.95, 36, 2.0, 0.45}, random,
        [&](Vec2 p) {
          return std::clamp(0.4 + 0.8 * tones.sample(p + Vec2{-5, 6}), 0.0, 1.1);
        },
        200);
  }
  draw_sails(lines, camera, random);
  grass(lines, view, random);
  fence_and_birds(lines, view, random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.04;
  sheet.paper = kJapan;
  sheet.wiped = [&](Vec2 p) { return ramp(0.35, 0.05, tones.sample(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
