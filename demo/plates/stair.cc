// Trappen / The Stair: a flight of steps under a vault, sun through high windows, after the manner of the
// great engravers of ruins: dense crossing in the dark, bare paper in the light.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

// The flight rises away from us, along -z. Metres.
constexpr double kRun = 0.40, kRise = 0.20, kFoot = 3.0;
constexpr int kSteps = 32;
constexpr double kTop = kSteps * kRise, kEnd = kFoot - kSteps * kRun;
constexpr double kHalf = 4.2, kSpring = 10.5;  // the hall: half its width, where the vault begins
constexpr double kBay = 4.6;

enum Thing { kSky, kFloor, kTread, kRiser, kSide, kVault, kRib, kEndWall, kParapet, kPier };

double steps(Vec3 p) {
  const double ahead = kFoot - p.z;
  double d = p.y;  // the floor before the flight
  const int near = static_cast<int>(std::floor(ahead / kRun));
  for (int i = near - 1; i <= near + 1; ++i) {
    const int k = std::clamp(i, 0, kSteps);
    const double deep = k == kSteps ? 40 : kRun / 2, centre = k == kSteps ? kSteps * kRun + 40 : (k + 0.5) * kRun;
    const double a = std::abs(ahead - centre) - deep, b = p.y - std::min(k + 1, kSteps) * kRise;
    d = std::min(d, std::min(std::max(a, b), 0.0) + std::hypot(std::max(a, 0.0), std::max(b, 0.0)));
  }
  return d;
}

// An opening with a round head, through a wall: u across, v up from its sill.
double arched(double u, double v, double half, double straight) {
  return std::max(std::max(std::abs(u), 0.0) - half, -v) > 0 && v < straight
             ? std::max(std::abs(u) - half, -v)
             : (v < straight ? std::max(std::abs(u) - half, -v) : std::hypot(u, v - straight) - half);
}

double bay_of(double z) {
  return z - kBay * std::round(z / kBay);
}

Solid hall(Vec3 p) {
  const double across = p.y < kSpring ? kHalf - std::abs(p.x) : kHalf - std::hypot(p.x, p.y - kSpring);
  const double z = bay_of(p.z - 1.2);
  // High windows in the left wall, blind niches in the right one.
  const double window = std::max(arched(z, p.y - 6.9, 0.95, 2.4), p.x + 3);
  const double niche = std::max(arched(z, p.y - 5.6, 1.05, 2.4), 3 - p.x);
  double wall = smooth_cut(across, window, 0.05);
  wall = std::max(wall, -kHalf - 0.8 - p.x);  // beyond the left wall is open air
  if (p.x > 0) wall = cut(wall, std::max(niche, p.x - kHalf - 0.9));
  // Ribs stand out from wall and vault between the bays.
  const double between = std::abs(bay_of(p.z - 1.2 - kBay / 2)) - 0.42;
  const double rib = std::max(across - 0.5, between);
  const double cornice = std::max(std::max(across - 0.28, std::abs(p.y - kSpring + 0.3) - 0.22), -across);
  Solid s{wall, p.y > kSpring ? kVault : kSide};
  s = nearer(s, {std::max(rib, -(across + 3)), kRib});
  return nearer(s, {cornice, kRib});
}

Solid world(Vec3 p) {
  Solid s = hall(p);
  if (s.distance < 0.1) s.distance += 0.012 * noise(p * 2.2, 8);  // rough stone
  double ground = steps(p);
  if (ground < 0.1) ground += 0.006 * noise(p * 3, 9);
  const double ahead = kFoot - p.z;
  const double inside_step = ahead > 0 && ahead < kSteps * kRun ? ahead / kRun - std::floor(ahead / kRun) : 0.5;
  s = nearer(s, {ground, inside_step < 0.05 || inside_step > 0.97 ? kRiser : kTread});
  // Low walls beside the flight, with piers at its foot.
  const double slope = (p.y - 1.05 - std::clamp(ahead, 0.0, kSteps * kRun) * (kRise / kRun)) * 0.89;
  const double low = std::max({std::abs(std::abs(p.x) - 2.95) - 0.24, slope, -ahead - 0.1});
  s = nearer(s, {low, kParapet});
  const Vec3 pier{std::abs(p.x) - 2.95, p.y - 0.9, p.z - kFoot - 0.1};
  s = nearer(s, {std::min(box(pier, {0.38, 0.95, 0.38}), box(pier - Vec3{0, 0.98, 0}, {0.47, 0.09, 0.47})), kPier});
  s = nearer(s, {sphere(pier - Vec3{0, 1.42, 0}, 0.36), kPier});
  // The wall at the head of the stair and its bright door.
  double end = std::max(p.z + 14.6, -15.6 - p.z);
  end = cut(end, arched(p.x, p.y - kTop, 1.6, 3.4));
  return nearer(s, {end, kEndWall});
}

double tone_at(const View& view, Vec2 p, Vec3 sun) {
  const int id = view.id(p);
  if (id == kSky) return 0;
  const Vec3 at = view.point_at(p), n = view.normal_at(p);
  const double air = view.air.sample(p), light = view.light.sample(p);
  double glow = 1.25 * light / std::max(0.35, std::abs(dot(n, sun)) + 0.25);  // lit is lit: white, whatever its slope
  glow += air * (0.16 + 0.30 * ramp(6, -13, at.z) + 0.22 * clamp01(n.y) + 0.12 * ramp(1, 9, at.y) * ramp(4, -10, at.z));
  glow += air * 0.18 * clamp01(n.x * -0.6 + n.z * 0.5);
  if (at.z < -14.75) return 0.04 + 0.3 * ramp(-30, -15, at.z);          // out of doors
  glow += air * 0.17 * bump(length(at - Vec3{0, 8.5, -14.6}), 0, 5.0);  // day comes in at the door
  const double mottled = 0.05 * fbm(at * 0.9, 3, 31);
  glow *= 1 - 0.35 * ramp(4.2, 8.5, at.z);  // we stand in the dark
  return std::clamp(1.02 - glow + mottled, 0.0, 0.96);
}

// Someone in a long cloak, seen small against the light.
void figure(Strokes& out, Vec2 feet, double tall, Random& random) {
  const Needle needle{2.4, 1, 6, 0.8, 0.3};
  const auto half = [](double up) {
    return up > 0.78 ? 0.115 * std::sqrt(std::max(0.0, (0.86 - up) / 0.08)) : mix(0.15, 0.105, up / 0.78);
  };
  for (int i = 0; i < 90; ++i) {
    const double from = random.range(0.05, 0.845), to = random.chance(0.5) ? 0.0 : from * random.range(0, 0.6),
                 u = random.range(-1, 1);
    touch(out, feet + Vec2{u * half(from), -from} * tall, feet + Vec2{u * half(to), -to} * tall, 0, needle, random);
  }
  for (const double side : {-1.0, 1.0}) {
    Path rim;
    for (double up = 0; up <= 0.85; up += 0.03) rim.push_back(feet + Vec2{side * half(up), -up} * tall);
    scratch(out, rim, needle, random);
  }
  Path head;
  for (double turn = 0; turn < 2 * kPi * 5; turn += 0.25) {
    head.push_back(feet + Vec2{0.01, -0.915} * tall + along(turn) * (0.058 * tall * turn / (2 * kPi * 5)));
  }
  scratch(out, head, needle, random);
}

}  // namespace

Image draw_stair(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-1.25, 1.75, 10.6}, {-0.35, 1.75, 0}, 1.16, {0.0, 0.43}, 7, w, h};
  const Vec3 sun = normal(Vec3{-0.80, 0.62, 0.18});
  const View view = look(world, camera, {sun, false, 0.02, 16}, {6, 40, 1.3, 0.8, 0.003});

  Field tones(w, h, 6);
  tones.each([&](Vec2 p, double) { return tone_at(view, p, sun); });
  const Tone tone = [&](Vec2 p) { return tones.sample(p) * (0.95 + 0.07 * noise(p * (1 / 150.0), 6)); };

  const auto axis_along = [](int id) {  // lines that stand upright or run round the vault
    return id == kTread || id == kFloor     ? Vec3{0, 0, 1}
           : id == kRiser || id == kEndWall ? Vec3{1, 0, 0}
                                            : Vec3{0, 0, 1};
  };
  CrossHatching how;
  how.how.nearest = 5.0;
  how.how.farthest = 14;
  how.how.length_max = 220;
  how.how.patch_angle = 0.14;
  how.how.patch_size = 230;
  how.how.seed = 1001;
  how.fullest = 0.43;
  const auto sloping = [](int) { return 0.8; };
  how.angles = {view.round_each(axis_along, 0, sloping), view.round_each(axis_along, 0.8, sloping),
                view.round_each(axis_along, -0.85, sloping), view.round_each(axis_along, 1.5, sloping)};
  cross_hatch(copper, how, tone, view.things());

  Strokes lines;
  Random random(1010);
  const Weight weight = [&](Vec2 p) { return std::clamp(0.3 + tones.sample(p + Vec2{4, 8}), 0.0, 1.1); };
  for (const Path& path : view.outlines({kSky, kSide, kVault, kRib, kEndWall, kParapet, kPier, kRiser})) {
    outline(lines, path, {2.5, 0.9, 30, 2.2, 0.4}, random, weight, 200);
  }
  const Vec3 walker{0.75, 18 * kRise, kFoot - 17.6 * kRun}, far{-0.5, kTop, kEnd - 0.8};
  figure(lines, camera.project(walker), length(camera.project(walker) - camera.project(walker + Vec3{0, 1.7, 0})),
         random);
  figure(lines, camera.project(far), length(camera.project(far) - camera.project(far + Vec3{0, 1.7, 0})), random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.wiped = [&](Vec2 p) { return ramp(0.45, 0.1, tones.sample(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
