// Heden / The Heath: a long low plate, nearly all sky; heather, a burial mound, one juniper.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

// Metres; we stand on a rise and look over the plain along -z.
double landform(Vec2 p) {
  const double mound = 4.6 * std::exp(-((p.x - 26) * (p.x - 26) + (p.y + 62) * (p.y + 62)) / 85);
  const double rise = 2.2 * ramp(-60, -14, p.y) * bump(p.x, -34, 34) +
                      5.5 * bump(p.y, -330, 90) * (0.6 + 0.5 * noise(Vec2{p.x * 0.006, 2}, 3));
  return mound + rise;
}

double ground(Vec2 p) {
  return landform(p) + 1.3 * fbm(p * 0.018, 4, 71) + 0.25 * fbm(p * 0.16, 3, 72);
}

Solid world(Vec3 p) {
  const double clear = p.y - 1.9 - landform({p.x, p.z});  // above all that is added to the landform
  return {clear > 0.6 ? clear : (p.y - ground({p.x, p.z})) * 0.8, 1};
}

double road(Vec3 at) {
  return at.x + 6 + 0.14 * (at.z + 20) - 4 * std::sin(at.z * 0.045);
}

double sky_tone(Vec2 p, int w, int h) {
  const Vec2 q{p.x / w, p.y / h};
  const double bank = fbm(Vec2{q.x * 5.2 - q.y, q.y * 3.4 + 0.5 * q.x}, 6, 33);
  double tone = 0.38 * ramp(0.04, 0.45, bank) * ramp(0.62, 0.30, q.y);
  tone += (0.42 + 0.34 * bank) * ramp(1.02, 0.52, std::hypot((q.x - 0.93) * 2.2, (q.y - 0.10) * 1.9) + 0.30 * bank) *
          ramp(0.62, 0.45, q.y);  // weather coming
  return std::clamp(tone, 0.0, 0.72);
}

double ground_tone(const View& view, Vec2 p) {
  const Vec3 at = view.point_at(p);
  const double far = ramp(-25, -260, at.z);
  const double heather = ramp(-0.25, 0.35, fbm(Vec2{at.x * 0.07, at.z * 0.12}, 4, 44));
  const double cloud_shadow = ramp(-0.15, 0.3, fbm(Vec2{at.x * 0.012, at.z * 0.008}, 2, 46));
  double tone = 0.16 + 0.42 * heather + 0.26 * cloud_shadow * (0.4 + 0.6 * far) - 0.26 * view.light.sample(p) + 0.22;
  tone = mix(tone, 0.30 + 0.16 * cloud_shadow, 0.7 * far);
  tone -= 0.55 * bump(road(at), 0, 1.5) * (1 - 0.6 * far);
  tone += 0.30 * ramp(-8, -1, at.z);
  return std::clamp(tone, 0.0, 0.88);
}

void heather(Strokes& out, const View& view, Random& random) {
  const int w = view.camera().width, h = view.camera().height;
  for (int i = 0; i < 15000; ++i) {
    const Vec2 p{random.uniform() * w, h * (0.60 + 0.41 * std::sqrt(random.uniform()))};
    if (view.id(p) == 0) continue;
    const double d = view.depth.sample(p);
    if (d > 95) continue;
    const Vec3 at = view.point_at(p);
    const double thick = fbm(Vec2{at.x * 0.07, at.z * 0.12}, 4, 44) + 0.5 * fbm(Vec2{at.x * 0.5, at.z * 0.5}, 2, 45);
    if (std::abs(road(at)) < 1.7 || thick < random.range(-0.2, 0.25)) continue;
    const double size = std::min(70.0, w * 0.15 / d) * random.range(0.5, 1.2);
    const int sprigs = size > 16 ? 7 : 3;
    for (int k = 0; k < sprigs; ++k) {  // a tuft: short curved sprigs with flower-dots at their tips
      const double a = (k - sprigs / 2.0) * 0.28 + 0.15 * random.bell();
      const Vec2 tip = p + rotated({0, -size}, a);
      touch(out, p + Vec2{random.bell() * size * 0.2, 0}, tip, random.bell() * 0.2, {2.2, 0.9, size * 0.5, 0.6, 0.4},
            random);
      if (size > 20) {
        for (int bell = 0; bell < 4; ++bell) {
          const Vec2 c = mix(p, tip, random.range(0.55, 1.05)) + Vec2{random.bell() * 3, random.bell() * 3};
          touch(out, c, c + Vec2{random.range(2, 5), random.bell() * 2}, 0.4, {2.4, 0.95, 2, 0.2, 0.3}, random);
        }
      }
    }
  }
}

// A juniper: a dark flame of short upward touches, denser on its right, away from the light.
void juniper(Strokes& out, Vec2 foot, double tall, double broad, Random& random) {
  const int n = static_cast<int>(tall * broad / 16);
  for (int i = 0; i < n; ++i) {
    const double v = std::pow(random.uniform(), 0.85);
    const double girth = broad * std::pow(std::sin(kPi * std::min(1.0, 0.16 + 0.80 * (1 - v))), 0.8) *
                         (0.70 + 0.34 * noise(Vec2{v * 6, 1}, 5)) * (1 - 0.45 * v);
    const double u = random.range(-1, 1);
    if (u < 0.15 && random.chance(0.55 * (0.4 - 0.6 * u) + 0.25 * noise(Vec2{u * 3, v * 7}, 8))) continue;
    const Vec2 p = foot + Vec2{u * girth + 0.05 * tall * v * v, -v * tall};
    touch(out, p, p + rotated({0, -random.range(14, 46)}, 0.55 * u + 0.22 * random.bell()), random.bell() * 0.14,
          {2.3, 0.95, 16, 0.6, 0.4}, random);
  }
  for (int i = 0; i < 5; ++i)
    touch(out, foot + Vec2{random.bell() * 6, 8}, foot + Vec2{random.bell() * 8, -0.3 * tall}, 0.03,
          {3.4, 1, 20, 1, 0.4}, random);
}

void birds(Strokes& out, int w, int h, Random& random) {
  for (int i = 0; i < 34; ++i) {  // lapwings, a loose flock
    const double t = random.uniform();
    const Vec2 c{w * (0.30 + 0.20 * t) + 60 * random.bell(), h * (0.36 - 0.12 * t) + 34 * random.bell()};
    const double s = random.range(7, 15), a = random.range(-0.4, 0.4);
    for (const double side : {-1.0, 1.0})
      touch(out, c, c + rotated({side * s, -0.4 * s}, a), side * -0.3, {2.3, 0.9, 8, 0.3, 0.3}, random);
  }
}

}  // namespace

Image draw_heath(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-4, 5.0, 18}, {0, 5.0, -60}, 0.80, {0.0, 0.040}, 3, w, h};
  const View view = look(world, camera, {normal(Vec3{-0.72, 0.34, 0.1}), false, 0.04, 60}, {7, 460, 1.0, 0.9, 0.03});
  Field tones(w, h, 7);
  tones.each([&](Vec2 p, double) { return view.id(p) == 0 ? sky_tone(p, w, h) : ground_tone(view, p); });

  CrossHatching how;
  how.how = {2.2, 5.4, 20, 80, 380, 0.07, 0.08, 420, 1.0, 1, 0.45, 301};
  how.fullest = 0.40;
  const auto lie = [&](double in_sky, double on_ground) {
    return [&view, in_sky, on_ground](Vec2 p) {
      return view.id(p) == 0 ? in_sky + 0.25 * noise(p * (1 / 900.0), 55) : on_ground;
    };
  };
  how.angles = {lie(-0.62, 0.02), lie(-0.30, -0.5), lie(-0.95, 0.55)};
  cross_hatch(
      copper, how, [&](Vec2 p) { return tones.sample(p); }, view.things());

  Strokes lines;
  Random random(303);
  for (const Path& path : view.outlines({1}))
    outline(lines, path, {2.2, 0.85, 60, 1.5, 0.5}, random,
            [](Vec2 p) { return 0.6 + 0.7 * noise(p * (1 / 200.0), 9); });
  heather(lines, view, random);
  const Vec3 root{7.5, ground({7.5, -15}), -15};
  const Vec2 foot = camera.project(root);
  for (const Vec2 flame : {Vec2{-0.034, 0.150}, Vec2{0.040, 0.125}, Vec2{0.002, 0.215}}) {
    juniper(lines, foot + Vec2{flame.x * h, 0}, h * flame.y, h * 0.044, random);
  }
  for (const double x : {15.0, 17.5, -21.0, 40.0}) {
    const double z = x < 0 ? -38 : -44;
    juniper(lines, camera.project({x, ground({x, z}), z}), h * (0.05 + 0.0006 * std::abs(x)), h * 0.016, random);
  }
  for (int i = 0; i < 320; ++i) {  // its shadow lies along the ground to the right
    const double t = random.uniform();
    const Vec2 p = foot + Vec2{t * h * 0.34, random.bell() * 9 * (1 - 0.5 * t)};
    touch(lines, p, p + Vec2{random.range(30, 80), random.bell() * 2}, 0.01, {2.2, 0.9, 24, 1, 0.4}, random);
  }
  birds(lines, w, h, random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.05;
  sheet.wiped = [&](Vec2 p) { return ramp(0.30, 0.05, tones.sample(p)); };
  return pull({{&copper, kSepia}}, sheet);
}

}  // namespace copper::demo
