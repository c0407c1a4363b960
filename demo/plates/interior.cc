// Interiør med vindue / Interior with Window: an empty room and the sun in it. Fine lines over a light
// aquatint.
#include "demo/plates/kit/grain.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kFloor, kCeiling, kBack, kSide, kRight, kFrame, kPanel, kDoor, kSkirting, kChair, kTable, kBowl };

// The room in metres: the window and the door are in the wall at z = -3.
constexpr double kLeft = -2.3, kRightWall = 2.5, kHigh = 3.0, kWall = -3.0;
constexpr double kWindowX = -0.62, kWindowHalf = 0.62, kSill = 0.82, kHead = 2.52;
const Vec3 kSun = normal(Vec3{-0.40, 0.74, -0.86});

// Glazing bars: two lights wide, four high. Negative on a pane.
double bars(double x, double y) {
  const double u = std::abs(x - kWindowX);
  const double pane = (kHead - kSill) / 4, v = y - kSill - pane * std::round((y - kSill) / pane);
  const double upright = 0.045 - u, level = 0.018 - std::abs(v), cross_bar = 0.018 - std::abs(u - 0.33);
  const double outside = std::max(u - kWindowHalf, std::max(kSill - y, y - kHead));
  return std::max({upright, level, cross_bar, outside});
}

// How much of the sun comes through the panes to a point of the room.
double through_window(Vec3 p) {
  const double t = (kWall - p.z) / kSun.z;
  if (t < 0) return 0;
  const Vec3 q = p + kSun * t;
  return ramp(0.012, -0.02 - 0.004 * t, bars(q.x, q.y));
}

Solid chair(Vec3 p) {
  p = turned_y(p - Vec3{1.15, 0, -2.45}, 0.35);
  const double seat = box(p - Vec3{0, 0.46, 0}, {0.22, 0.018, 0.21}) - 0.012;
  const Vec3 leg{std::abs(p.x) - 0.2, p.y - 0.23, std::abs(p.z) - 0.19};
  double d = std::min(seat, box(leg, {0.017, 0.23, 0.017}));
  const Vec3 post{std::abs(p.x) - 0.2, p.y - 0.7, p.z + 0.19 + 0.10 * clamp01((p.y - 0.46) / 0.5)};
  d = std::min(d, box(post, {0.017, 0.25, 0.016}));
  for (const double y : {0.66, 0.79, 0.92}) {
    d = std::min(d, box(p - Vec3{0, y, -0.19 - 0.2 * (y - 0.46) - 0.02 * std::cos(p.x * 7)}, {0.2, 0.026, 0.009}));
  }
  return {std::min(d, box(Vec3{p.x, p.y - 0.2, std::abs(p.z) - 0.19}, {0.2, 0.011, 0.011})) * 0.9, kChair};
}

Solid world(Vec3 p) {
  Solid s{p.y, kFloor};
  s = nearer(s, {kHigh - p.y, kCeiling});
  s = nearer(s, {p.x - kLeft, kSide});
  s = nearer(s, {kRightWall - p.x, kRight});
  // The wall, half a metre thick, splayed round the window.
  const double splay = 0.25 * clamp01((p.z - kWall + 0.35) / 0.35);
  const double opening =
      std::max({std::abs(p.x - kWindowX) - kWindowHalf - splay, kSill - p.y - 0.3 * splay, p.y - kHead - splay});
  s = nearer(s, {cut(std::max(p.z - kWall, kWall - 0.45 - p.z), opening) * 0.9, kBack});
  s = nearer(s, {std::max(-bars(p.x, p.y), std::abs(p.z - kWall + 0.34) - 0.03), kFrame});
  s = nearer(s, {std::max(std::abs(p.z - kWall + 0.34) - 0.05,
                          -std::max({std::abs(p.x - kWindowX) - kWindowHalf, kSill - p.y, p.y - kHead})),
                 kFrame});
  // Panels below the window; a door with two panels to the left; skirting.
  const double panel = box(p - Vec3{kWindowX, 0.42, kWall}, {0.62, 0.27, 0.03});
  s = nearer(s, {cut(panel, box(p - Vec3{kWindowX, 0.42, kWall + 0.04}, {0.55, 0.20, 0.03})), kPanel});
  const Vec3 d = p - Vec3{1.62, 1.06, kWall};
  double door = box(d, {0.53, 1.06, 0.035});
  door = cut(door, box(d - Vec3{0, 0, 0.04}, {0.43, 0.96, 0.025}));
  const double leaf = box(d, {0.42, 0.95, 0.02});
  const double high_panel = box(d - Vec3{0, 0.40, 0.03}, {0.28, 0.42, 0.022}),
               low_panel = box(d - Vec3{0, -0.56, 0.03}, {0.28, 0.27, 0.022});
  s = nearer(s, {cut(cut(leaf, high_panel), low_panel), kDoor});
  s = nearer(s, {door, kDoor});
  s = nearer(s, {sphere(d - Vec3{-0.36, -0.02, 0.07}, 0.03), kDoor});
  const double base =
      std::min({box(p - Vec3{0, 0.07, kWall}, {4, 0.07, 0.03}), box(p - Vec3{kLeft, 0.07, 0}, {0.03, 0.07, 6})});
  s = nearer(s, {base, kSkirting});
  s = nearer(
      s, {std::min(box(p - Vec3{0, kHigh, kWall}, {4, 0.07, 0.06}), box(p - Vec3{kLeft, kHigh, 0}, {0.06, 0.07, 6})),
          kSkirting});
  const double away = length(Vec3{p.x - 1.15, p.y - 0.5, p.z + 2.45}) - 0.75;
  return nearer(s, away > 0.3 ? Solid{away, kChair} : chair(p));
}

double colour_of(int id) {
  switch (id) {
    case kFloor: return 0.56;
    case kBack: return 0.66;
    case kSide: return 0.72;
    case kRight: return 0.70;
    case kCeiling: return 0.60;
    case kChair: return 0.34;
    default: return 0.88;
  }
}

double tone_at(const View& view, Vec2 plate, double shadow) {
  const int id = view.id(plate);
  if (id == kSky) return 0.0;
  const Vec3 at = view.point_at(plate), n = view.normal_at(plate);
  if (at.z < kWall - 0.5) return 0.0;  // out of doors
  const double air = view.air.sample(plate);
  if (id == kFrame) return 0.44 + 0.22 * clamp01(n.x);  // glazing bars stand dark against the day
  // Day from the window as a whole, then sun, then what the lit floor throws back.
  const Vec3 to = Vec3{kWindowX, 1.7, kWall} - at;
  const double far2 = dot(to, to);
  double glow = air * (0.30 + 1.9 * std::max(0.0, dot(n, normal(to)) * 0.8 + 0.2) *
                                  std::max(0.0, normal(to).z * -1 + 0.12) / (0.9 + 0.22 * far2));
  const Vec3 patch = Vec3{0.4, 0.1, -1.2} - at;
  glow += air * 0.95 * std::max(0.0, dot(n, normal(patch)) + 0.25) / (1 + 0.40 * dot(patch, patch));
  if (at.z < kWall && id == kBack) glow += 0.30;
  glow += 1.25 * through_window(at + n * 0.01) * ramp(0, 0.3, dot(n, kSun)) * shadow;
  double reflect = colour_of(id);
  if (id == kFloor) {  // boards
    const double board = at.x / 0.24 + 40;
    reflect +=
        0.03 * (2 * cell_value(static_cast<int>(board), 3, 2) - 1) - 0.24 * bump(board - std::floor(board), 0, 0.04);
    glow += 0.25 * bump(at.x - kWindowX + 0.12 * (at.z + 3), 0, 0.7) * ramp(2.4, -2.8, at.z) * air;  // their polish
  }
  double beam = 0;
  const Vec3 eye = view.camera().eye;
  for (int i = 1; i < 24; ++i) beam += through_window(mix(eye, at, i / 24.0)) * length(at - eye) / 24;
  return std::clamp(1.0 - reflect * glow - 0.11 * beam, 0.0, 0.95);
}

}  // namespace

Image draw_interior(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{0.15, 1.42, 3.7}, {0.02, 1.42, -3}, 1.47, {0.0, 0.01}, 2, w, h};
  const View view = look(world, camera, {kSun, false, 0.01, 2.2}, {6, 14, 0.35, 0.9, 0.0015});

  Field tones(w, h, 6);
  tones.each([&](Vec2 p, double) {
    const double facing_sun = std::max(0.05, dot(view.normal_at(p), kSun));
    const Vec3 at = view.point_at(p);
    // Only the chair throws a shadow into the sun that has come in; the wall is already in through_window().
    const double shadow = at.z > kWall + 0.4 || view.id(p) == kFloor
                              ? clamp01(view.light.sample(p) / facing_sun + (at.x < 0.3 ? 1 : 0))
                              : 1;
    return tone_at(view, p, shadow);
  });

  aquatint(copper, {4.2, 9, 0.62, 130}, [&](Vec2 p) { return 0.62 * ramp(0.10, 0.95, tones.sample(p)); });

  CrossHatching how;
  how.how = {2.0, 5.0, 13, 60, 260, 0.035, 0.05, 300, 0.6, 0.95, 0.4, 1301};
  how.fullest = 0.36;
  const auto upright = [](int id) { return id == kFloor ? 0.0 : id == kCeiling ? 0.05 : kPi / 2; };
  const auto lie = [&](double turn) { return [upright, turn, &view](Vec2 p) { return upright(view.id(p)) + turn; }; };
  how.angles = {lie(0), lie(0.75), lie(-0.7)};
  cross_hatch(
      copper, how, [&](Vec2 p) { return 0.86 * tones.sample(p) * (0.96 + 0.06 * noise(p * (1 / 200.0), 3)); },
      view.things());

  Strokes lines;
  Random random(131);
  for (const Path& path :
       view.outlines({kFloor, kSide, kRight, kBack, kFrame, kPanel, kDoor, kSkirting, kChair, kCeiling})) {
    outline(
        lines, path, {2.2, 0.9, 40, 1.4, 0.4}, random,
        [&](Vec2 p) {
          return view.point_at(p).z < kWall - 0.5 ? 0.0
                                                  : std::clamp(0.34 + 0.8 * tones.sample(p + Vec2{3, 5}), 0.0, 1.0);
        },
        300);
  }
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.paper = kWhite;
  sheet.wiped = [&](Vec2 p) { return ramp(0.6, 0.1, tones.sample(p)); };
  return pull({{&copper, Colour{0.185, 0.135, 0.105}}}, sheet);
}

}  // namespace copper::demo
