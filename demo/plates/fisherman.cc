// Gammel fisker / Old Fisherman: a head in a sou'wester, the face half lost in shadow; short crossing
// strokes, round and round the forms, in the way of the self-portraits of the seventeenth century.
#include "demo/plates/kit/guides.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kSkin, kEye, kBeard, kHat, kBrim, kCoat, kCollar, kPipe };

// The head looks along +z; x to the sitter's left, y up; one unit is from the chin's base to the crown.
constexpr double kTurn = 0.62;  // three quarters to our left
Vec3 head_space(Vec3 p) {
  p = turned_y(p, kTurn);
  const double tilt = 0.10;
  return {p.x, p.y * std::cos(tilt) + p.z * std::sin(tilt), p.z * std::cos(tilt) - p.y * std::sin(tilt)};
}

double skull(Vec3 p) {
  const Vec3 m{std::abs(p.x), p.y, p.z};
  double d = ellipsoid(p - Vec3{0, 0.64, -0.06}, {0.355, 0.40, 0.43});
  d = joined(d, ellipsoid(p - Vec3{0, 0.30, 0.07}, {0.265, 0.30, 0.295}), 0.16);             // jaw
  d = joined(d, ellipsoid(m - Vec3{0.185, 0.385, 0.225}, {0.105, 0.075, 0.085}), 0.10);      // cheekbones
  d = joined(d, ellipsoid(m - Vec3{0.125, 0.60, 0.325}, {0.135, 0.040, 0.060}), 0.06);       // brows
  d = smooth_cut(d, ellipsoid(m - Vec3{0.145, 0.515, 0.385}, {0.088, 0.056, 0.062}), 0.06);  // sockets
  d = smooth_cut(d, ellipsoid(m - Vec3{0.225, 0.235, 0.30}, {0.075, 0.12, 0.05}), 0.12);     // hollow cheeks
  d = joined(d, capsule(p, {0, 0.565, 0.345}, {0, 0.365, 0.452}, 0.036, 0.058), 0.06);       // the nose
  d = joined(d, ellipsoid(m - Vec3{0.052, 0.350, 0.405}, {0.038, 0.036, 0.048}), 0.035);
  d = smooth_cut(d, ellipsoid(m - Vec3{0.034, 0.318, 0.425}, {0.018, 0.013, 0.022}), 0.012);
  d = joined(d, ellipsoid(m - Vec3{0.110, 0.455, 0.330}, {0.070, 0.024, 0.035}),
             0.035);  // bags below the eyes
  // Furrows: from the nose outwards, across the brow, crow's feet.
  const double fold = std::abs((m.x - 0.075) - 0.75 * (0.375 - m.y)) - 0.004;
  d += 0.012 * std::exp(-fold * fold / 0.0004) * ramp(0.40, 0.34, m.y) * ramp(0.16, 0.24, m.y);
  d += 0.004 * std::sin(p.y * 95 + 3 * p.x) * ramp(0.62, 0.68, p.y);
  d += 0.003 * std::sin((m.y - 0.5) * 160 + m.x * 70) * bump(m.x, 0.27, 0.045) * bump(m.y, 0.50, 0.07);
  return d > 0.05 ? d - 0.004 : d + 0.004 * noise(p * 16, 5);
}

double beard(Vec3 p) {
  const Vec3 m{std::abs(p.x), p.y, p.z};
  const double bound = length(p - Vec3{0, 0.05, 0.18}) - 0.62;
  if (bound > 0.1) return bound;
  double d = ellipsoid(p - Vec3{0, 0.10, 0.17}, {0.275, 0.255, 0.255});
  d = joined(d, ellipsoid(p - Vec3{0.015, -0.14, 0.20}, {0.20, 0.22, 0.17}), 0.16);
  d = joined(d, ellipsoid(m - Vec3{0.265, 0.26, 0.05}, {0.075, 0.20, 0.14}), 0.08);    // side whiskers
  d = smooth_cut(d, ellipsoid(p - Vec3{0, 0.232, 0.44}, {0.085, 0.018, 0.06}), 0.03);  // the mouth
  const double moustache = ellipsoid(
      Vec3{m.x - 0.085, p.y - 0.268 + 0.40 * m.x * m.x + 0.28 * m.x, p.z - 0.385 + 0.5 * m.x}, {0.125, 0.042, 0.062});
  d = joined(d, moustache, 0.035);
  if (d > 0.1) return d - 0.03;  // the strands matter only from near
  const double strands = noise(Vec3{p.x * 24 + 3 * noise(p * 5, 2), p.y * 4.5, p.z * 24}, 7) +
                         0.6 * noise(Vec3{p.x * 48, p.y * 8, p.z * 48}, 8);
  return d + 0.017 * strands;
}

Solid hat(Vec3 p) {
  // A sou'wester: a low crown of six gores and a brim, short in front, long and falling at the back.
  const Vec3 c = p - Vec3{0, 0.70, -0.05};
  const double around = std::atan2(c.x, c.z);
  const double gores = 0.010 * std::pow(std::abs(std::cos(3 * around)), 6.0);
  double crown = std::max(ellipsoid(c, {0.390, 0.385, 0.465}) - gores, -c.y - 0.02);
  if (crown < 0.1) crown += 0.007 * noise(p * 6, 21);
  const double r = std::hypot(c.x / 0.92, c.z + (c.z < 0 ? 0.0 : 0.0));
  const double reach = mix(0.585, 0.90, ramp(0.5, -0.9, std::cos(around)));
  const double fall = -0.02 - 0.36 * std::max(0.0, r - 0.40) -
                      0.55 * std::max(0.0, r - 0.52) * ramp(0.3, -0.8, std::cos(around)) +
                      0.022 * std::sin(around * 5 + 1) * ramp(0.4, 0.7, r);
  const double brim = std::max({std::abs(c.y - fall) - 0.014, r - reach, 0.30 - r}) * 0.72;
  return nearer({crown, kHat}, {brim, kBrim});
}

double coat(Vec3 p) {
  // In the room's space: heavy oilskin shoulders.
  const Vec3 m{std::abs(p.x), p.y, p.z};
  double d = ellipsoid(p - Vec3{0, -1.05, -0.12}, {0.98, 0.86, 0.52});
  d = joined(d, ellipsoid(m - Vec3{0.72, -0.78, -0.10}, {0.36, 0.42, 0.34}), 0.25);
  if (d > 0.2) return d - 0.07;
  const double folds = noise(Vec3{p.x * 2.6 + p.y * 1.5, p.y * 1.1, p.z * 2}, 31) +
                       0.5 * noise(Vec3{p.x * 6 - p.y * 4, p.y * 2, p.z * 4}, 32);
  return d + 0.045 * folds;
}

Solid world(Vec3 p) {
  const Vec3 h = head_space(p);
  Solid s{1e9, kSky};
  const double bound = length(h - Vec3{0, 0.45, -0.1}) - 1.15;
  if (bound < 0.3) {
    s = nearer(s, {skull(h) * 0.85, kSkin});
    const Vec3 eye{std::abs(h.x) - 0.138, h.y - 0.508, h.z - 0.292};
    s = nearer(s, {std::max(sphere(eye, 0.056), -(eye.y + 0.030)), kEye});
    s = nearer(
        s, {joined(ellipsoid(eye - Vec3{0, 0.034, 0.012}, {0.066, 0.022, 0.056}), 1e9, 0.01), kSkin});  // heavy lids
    s = nearer(s, {beard(h) * 0.7, kBeard});
    s = nearer(s, hat(h));
    const Vec3 mouth{0.06, 0.222, 0.40};
    double pipe = capsule(h, mouth, {0.15, 0.165, 0.66}, 0.016, 0.020);
    pipe = joined(pipe, capsule(h, {0.155, 0.145, 0.685}, {0.165, 0.265, 0.70}, 0.048, 0.058), 0.03);
    pipe = smooth_cut(pipe, capsule(h, {0.163, 0.24, 0.70}, {0.17, 0.36, 0.71}, 0.036, 0.04), 0.01);
    s = nearer(s, {pipe * 0.9, kPipe});
  } else {
    s = {bound, kSky};
  }
  s = nearer(s, {coat(p) * 0.8, kCoat});
  const Vec3 c = p - Vec3{0, -0.16, -0.06};
  const double r = std::hypot(c.x, c.z * 1.1) - 0.40 - 0.30 * std::max(0.0, -c.y) + 0.02 * noise(p * 5, 41);
  return nearer(s,
                {std::max(std::abs(r) - 0.035, std::abs(c.y) - 0.17 - 0.05 * std::sin(std::atan2(c.x, c.z) * 2)) * 0.75,
                 kCollar});
}

double tone_at(const View& view, Vec2 p) {
  const int id = view.id(p);
  const int w = view.camera().width, h = view.camera().height;
  const double light = view.light.sample(p), air = view.air.sample(p);
  if (id == kSky) {  // the wall: light behind the dark side, dark behind the light side
    const double right = p.x / w, down = p.y / h;
    const double edge = 0.09 * fbm(p * (1 / 420.0), 4, 4);  // the strokes thin out towards the plate's borders
    const double open = ramp(0.02, 0.30, down + edge) * ramp(1.0, 0.62, down + edge) * ramp(-0.02, 0.20, right + edge);
    return std::clamp((0.60 - 0.58 * ramp(0.50, 0.92, right + edge) + 0.10 * noise(p * (1 / 500.0), 3)) * open, 0.0,
                      0.7);
  }
  double colour = 0.92;
  if (id == kHat || id == kBrim) colour = 0.58;
  if (id == kCoat || id == kCollar) colour = 0.44;
  if (id == kBeard) colour = 1.05;
  if (id == kPipe) colour = 0.35;
  if (id == kEye) colour = 0.66;
  const Vec3 n = view.normal_at(p);
  double glow = 0.13 * air + 1.12 * light + 0.13 * air * clamp01(n.x * 0.8 + 0.1);
  if (id == kHat) glow += 0.6 * std::pow(clamp01(dot(n, normal(Vec3{-0.45, 0.62, 0.75}))), 24);  // wet oilskin
  // Below, the coat is only begun.
  const double done = ramp(1.16, 0.72, p.y / h + 0.05 * fbm(p * (1 / 500.0), 2, 6));
  return std::clamp((1.03 - colour * glow) * done, 0.0, 0.95);
}

void hairs(Strokes& out, const View& view, const Field& tones, Random& random) {
  const int w = view.camera().width, h = view.camera().height;
  for (int i = 0; i < 5200; ++i) {
    const Vec2 p{random.uniform() * w, random.uniform() * h};
    if (view.id(p) != kBeard) continue;
    const double tone = tones.sample(p);
    if (!random.chance(0.18 + 0.9 * tone)) continue;
    const Vec3 n = view.normal_at(p);
    const double lean = -0.9 * n.x + 0.5 * noise(p * (1 / 130.0), 61);
    const double l = random.range(50, 130);
    touch(out, p, p + rotated({0, l}, lean), random.bell() * 0.14, {1.9 + 0.9 * tone, 0.75 + 0.3 * tone, 40, 2, 0.5},
          random);
  }
  for (const Path& edge : view.outlines({kBeard})) {
    for (std::size_t i = 0; i < edge.size(); i += 3) {
      const Vec2 p = edge[i];
      touch(out, p + Vec2{random.bell() * 8, -10}, p + rotated({0, random.range(22, 66)}, random.bell() * 0.5),
            random.bell() * 0.2, {2.0, 0.8, 30, 1, 0.4}, random);
    }
  }
}

// The coat's front edge and its buttons, in line only.
void buttons(Strokes& out, const Camera& camera, Random& random) {
  const auto on_coat = [&](double x, double y) {
    return camera.project({x, y, 0.36 - 0.35 * (y + 0.95) * (y + 0.95)});
  };
  for (int k = 0; k < 4; ++k) {
    scratch(out, curve({on_coat(-0.16, -0.36), on_coat(-0.19, -0.62), on_coat(-0.21, -0.9), on_coat(-0.22, -1.12)}),
            {2.6, 0.9, 60, 4, 0.5}, random);
  }
  for (const double y : {-0.52, -0.80}) {
    const Vec2 c = on_coat(-0.10, y);
    for (int k = 0; k < 4; ++k) {
      Path ring;
      for (int i = 0; i <= 26; ++i) ring.push_back(c + along(0.26 * i + k) * (26.0 - 2.2 * k));
      scratch(out, ring, {2.6, 0.95, 10, 1, 0.4}, random);
    }
    for (int i = 0; i < 14; ++i)
      touch(out, c + Vec2{random.range(-4, 18), random.range(4, 20)},
            c + Vec2{random.range(4, 22), random.range(-6, 12)}, 0.1, {2.2, 0.9, 8, 0.6, 0.4}, random);
  }
}

}  // namespace

Image draw_fisherman(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{0, 0.22, 5.2}, {0, 0.22, 0}, 2.05, {0.03, 0.0}, 5, w, h};
  const View view = look(world, camera, {normal(Vec3{-0.72, 0.52, 0.52}), false, 0.10, 4}, {5, 9, 0.16, 0.85, 0.003});
  Field tones(w, h, 5);
  tones.each([&](Vec2 p, double) { return tone_at(view, p); });

  CrossHatching how;
  how.how = {2.1, 4.8, 15, 24, 120, 0.12, 0.22, 90, 0.9, 1, 0.4, 401};
  how.fullest = 0.38;
  const auto axis_of = [](int id) {
    return id == kSkin || id == kEye      ? Vec3{0.25, 1, 0.1}
           : id == kHat                   ? Vec3{0, 1, 0}
           : id == kCoat || id == kCollar ? Vec3{0.3, 1, 0}
           : id == kPipe                  ? Vec3{0.5, 0, 0.8}
                                          : Vec3{};
  };
  const auto first = [](int id) { return id == kSky ? -0.95 : id == kBeard ? 1.5 : id == kBrim ? 0.1 : -0.7; };
  how.angles = {view.round_each(axis_of, 0.15, first),
                view.round_each(axis_of, 0.95, [](int id) { return id == kBeard ? 1.1
                                                                   : id == kSky ? 0.6
                                                                                : 0.7; }),
                view.round_each(axis_of, -0.7, [](int id) { return id == kBeard ? 1.9
                                                                   : id == kSky ? -0.3
                                                                                : -0.2; }),
                straight_angle(-0.8)};
  cross_hatch(
      copper, how, [&](Vec2 p) { return tones.sample(p) * (0.93 + 0.1 * noise(p * (1 / 70.0), 2)); }, view.things());

  Strokes lines;
  Random random(404);
  for (const Path& path : view.outlines({kSkin, kEye, kHat, kBrim, kCoat, kCollar, kPipe})) {
    outline(
        lines, path, {2.4, 0.95, 36, 2.4, 0.5}, random,
        [&](Vec2 p) {
          return std::clamp(0.15 + 1.0 * tones.sample(p + Vec2{6, 7}), 0.0, 1.1);
        },
        150);
  }
  hairs(lines, view, tones, random);
  buttons(lines, camera, random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.05;
  sheet.paper = kJapan;
  sheet.wiped = [&](Vec2 p) { return ramp(0.45, 0.08, tones.sample(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
