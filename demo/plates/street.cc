// Gaden efter regn / Street after Rain: aquatint at night in two colours, an ochre plate for the lamps and
// their reflections under a blue-black one.
#include "demo/plates/kit/grain.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

enum Thing { kSky, kStreet, kPavement, kFront, kRoof, kTower };

constexpr double kHalfStreet = 4.6;
double bend(double z) {
  return 0.0016 * z * z;
}  // the street turns to the right, away from us

struct House {
  int number;
  double from, to;      // along the street, -z
  double eaves, ridge;  // heights
};
House house_at(double along_street, bool left) {
  constexpr double kWide = 7.6;
  const double shifted = along_street + (left ? 0 : 3.1);
  const int n = static_cast<int>(std::floor(shifted / kWide));
  const double eaves = 9.2 + 3.6 * cell_value(n, left ? 1 : 2, 91);
  return {n * 2 + (left ? 0 : 1), n * kWide - (left ? 0 : 3.1), (n + 1) * kWide - (left ? 0 : 3.1), eaves,
          eaves + 2.6 + 1.2 * cell_value(n, left ? 3 : 4, 92)};
}

Solid world(Vec3 p) {
  const double x = p.x - bend(p.z);
  const bool left = x < 0;
  const House house = house_at(-p.z, left);
  const double front = kHalfStreet + 0.25 * cell_value(house.number, 9, 93) - std::abs(x);  // > 0 in the street
  const double slope = (p.y - house.eaves) * 0.66 - (std::abs(x) - kHalfStreet) * 0.75;
  double d = std::max(front, std::min(p.y - house.eaves, std::max(slope, p.y - house.ridge)));
  // Neighbours differ in height: never step far over the border in one stride.
  const double border = std::min(-p.z - house.from, house.to + p.z);
  if (d > 0.3) d = std::min(d, std::max(0.3, border + 0.1));
  Solid s{d * 0.8, p.y > house.eaves - 0.05 ? kRoof : kFront};
  s = nearer(s, {std::max(front - 0.30, std::abs(p.y - house.eaves + 0.15) - 0.18) * 0.8, kFront});
  const bool pavement = std::abs(x) > kHalfStreet - 1.4;
  s = nearer(s,
             {p.y - 0.14 * ramp(kHalfStreet - 1.44, kHalfStreet - 1.36, std::abs(x)), pavement ? kPavement : kStreet});
  const Vec3 t = p - Vec3{bend(-78) - 1.5, 0, -78};  // a church tower closes the view
  s = nearer(s, {box(t - Vec3{0, 11, 0}, {2.6, 11, 2.6}), kTower});
  const double spire = std::max(std::abs(t.x), std::abs(t.z)) - 2.6 * clamp01((40 - t.y) / 18);
  return nearer(s, {std::max(spire * 0.9, 21.8 - t.y), kTower});
}

struct Lamp {
  Vec3 at;
  double bright;
};
std::vector<Lamp> lamps() {
  std::vector<Lamp> all;
  const auto hang = [&](double along_street, double side, double y, double bright) {
    all.push_back({{bend(along_street) + side * (kHalfStreet - 1.15), y, -along_street}, bright});
  };
  hang(10, 1, 4.3, 1.0);
  hang(24, -1, 4.3, 1.1);
  hang(38, 1, 4.3, 1.1);
  hang(54, -1, 4.3, 1.1);
  hang(68, 1, 4.3, 1.0);
  return all;
}

struct Tones {
  double dark, warm;  // of the two plates
};

// A window's pane at a height and place along a front: 0 wall, 1 dark pane, 2 lit pane, 3 frame.
int window_at(const House& house, double along_street, double y) {
  const double u = (along_street - house.from) / (house.to - house.from) * 4, v = (y - 4.1) / 2.75;
  if (along_street - house.from < 0.3 || house.to - along_street < 0.3 || y > house.eaves - 0.7) return 0;
  const double fu = u - std::floor(u), fv = v - std::floor(v);
  if (y < 3.6) {  // shop windows and a door
    if (y < 0.55 || y > 3.0 || fu < 0.12 || fu > 0.88) return 0;
    if (std::abs(fu - 0.5) < 0.02 || std::abs(y - 2.45) < 0.05) return 3;
    return cell_value(house.number * 7 + static_cast<int>(u), 1, 55) < 0.34 ? 2 : 1;
  }
  if (v < 0 || fu < 0.27 || fu > 0.73 || fv < 0.12 || fv > 0.74) return 0;
  if (std::abs(fu - 0.5) < 0.022 || std::abs(fv - 0.52) < 0.022 || fu < 0.30 || fu > 0.70 || fv < 0.145 || fv > 0.715)
    return 3;
  return cell_value(house.number * 7 + static_cast<int>(u), 10 + static_cast<int>(v), 56) < 0.20 ? 2 : 1;
}

class Night {
 public:
  explicit Night(Vec3 eye) : eye_(eye), lamps_(lamps()) {}

  Tones sky(Vec3 way) const {
    const double cloud = fbm(Vec2{way.x * 5, way.y * 8}, 5, 12);
    return {
        std::clamp(0.60 + 0.28 * way.y * 2 + 0.30 * cloud - 0.35 * bump(way.x, 0.02, 0.30) * bump(way.y, 0.16, 0.22),
                   0.2, 0.9),
        0.06};
  }

  Tones dry(int id, Vec3 p, Vec3 n) const {
    const Vec3 light = lamplight(p, n);
    const double far = ramp(-20, -85, p.z);
    if (id == kTower) return {mix(0.84, 0.62, far) + 0.08 * ramp(20, 34, p.y), 0.12};
    if (id == kRoof) return {mix(0.93, 0.74, far), 0.06};
    const double x = p.x - bend(p.z);
    const House house = house_at(-p.z, x < 0);
    const int pane = id == kFront ? window_at(house, -p.z, p.y) : 0;
    if (pane == 2) return {0.10 + 0.16 * cell_value(house.number, static_cast<int>(p.y), 3), 0.85};
    const double plaster = 0.75 + 0.25 * cell_value(house.number, 5, 57);
    double bright = (0.14 + light.x * 1.1) * plaster;
    if (pane == 1) bright = 0.05 + 0.25 * light.x;
    if (pane == 3) bright = 0.22 + 0.7 * light.x;
    if (p.y > 3.55 && p.y < 3.72 && id == kFront) bright *= 0.6;
    bright += 0.05 * fbm(p * 1.3, 3, 5);
    return {std::clamp(mix(1 - bright, 0.72, 0.75 * far), 0.05, 0.95), std::clamp(0.05 + 0.75 * light.x, 0.0, 0.75)};
  }

  Tones street(Vec3 p) const {
    // Setts: each a little domed, wet, with dark joints; they break the mirror into pieces.
    const Vec2 q{(p.x - bend(p.z)) / 0.26 + 0.5 * (static_cast<int>(std::floor(-p.z / 0.17)) & 1), -p.z / 0.17};
    const Vec2 f{q.x - std::floor(q.x) - 0.5, q.y - std::floor(q.y) - 0.5};
    const double near = ramp(34, 8, eye_.z - p.z);
    const double tilt = 2 * cell_value(static_cast<int>(std::floor(q.x)), static_cast<int>(std::floor(q.y)), 8) - 1;
    const double puddle = ramp(0.10, 0.3, fbm(Vec2{p.x * 0.35, p.z * 0.14}, 3, 15));
    const double rough = (1 - puddle) * (0.35 + 0.65 * near);
    const Vec3 n = normal(Vec3{(0.10 * f.x + 0.03 * tilt) * rough, 1,
                               (-0.18 * f.y + 0.05 * tilt) * rough + 0.006 * noise(Vec2{p.x * 3, p.z * 3}, 9)});
    const Vec3 in = normal(p - eye_), out = in - n * (2 * dot(in, n));
    const double mirror = 0.30 + 0.62 * std::pow(1 + dot(in, n), 2.0);
    const Hit hit = march(world, p + Vec3{0, 0.05, 0}, out, 90, 0.9);
    Tones t = hit.distance < 0                           ? sky(out)
              : hit.id == kStreet || hit.id == kPavement ? Tones{0.85, 0.1}
                                                         : dry(hit.id, hit.point, facing(world, hit.point, 0.02));
    for (const Lamp& lamp : lamps_) {  // long streaks under the lamps
      const Vec3 to = normal(lamp.at - p);
      const double side = std::abs(std::atan2(to.x, -to.z) - std::atan2(out.x, -out.z)),
                   height = std::abs(std::asin(to.y) - std::asin(out.y));
      const double streak = std::exp(-side * side / 0.0012) * std::exp(-height / 0.20) * (0.55 + 0.45 * (1 - rough));
      t.dark = mix(t.dark, 0.0, std::min(0.96, 1.2 * streak));
      t.warm = mix(t.warm, 0.85, std::min(1.0, 1.1 * streak));
    }
    const double base = 0.90 - 0.30 * lamplight(p, {0, 1, 0}).x;
    t.dark = mix(base, t.dark, mirror);
    t.warm *= mirror;
    const double joint =
        std::max(ramp(0.36, 0.5, std::abs(f.x)), ramp(0.34, 0.5, std::abs(f.y))) * near * (1 - 0.7 * puddle);
    t.dark = mix(t.dark, 0.96, 0.75 * joint);
    return t;
  }

  // What mist and the lamps themselves add between the eye and a point.
  Tones haze(Tones t, Vec3 p) const {
    const Vec3 way = normal(p - eye_);
    for (const Lamp& lamp : lamps_) {
      const Vec3 to = lamp.at - eye_;
      if (length(to) > length(p - eye_) + 0.6) continue;
      const double off = std::acos(std::clamp(dot(normal(to), way), -1.0, 1.0)), far = length(to);
      const double core = ramp(0.24 / far, 0.15 / far, off),
                   halo = 0.75 * std::exp(-off * far / 0.85) + 0.20 * std::exp(-off / 0.10);
      t.dark = mix(t.dark, 0.0, std::max(core, halo * 0.85));
      t.warm = mix(t.warm, mix(0.8, 0.30, core), std::max(core, halo));
    }
    return t;
  }

 private:
  Vec3 lamplight(Vec3 p, Vec3 n) const {
    double sum = 0;
    for (const Lamp& lamp : lamps_) {
      const Vec3 to = lamp.at - p;
      const double d2 = dot(to, to);
      sum += lamp.bright * std::max(0.0, dot(n, normal(to)) * 0.85 + 0.15) * 5.0 / (3.0 + d2);
    }
    return {std::min(0.9, sum), 0, 0};
  }
  Vec3 eye_;
  std::vector<Lamp> lamps_;
};

void draw_lamps(Strokes& out, const Camera& camera, Random& random) {
  for (const Lamp& lamp : lamps()) {
    const double u = camera.focal * camera.width / length(lamp.at - camera.eye);
    const Vec2 c = camera.project(lamp.at);
    const Needle iron{std::max(2.2, 0.085 * u), 1.1, 6, 1, 0.2}, fine{std::max(1.6, 0.03 * u), 1, 6, 0.8, 0.3};
    const Vec2 foot = camera.project({lamp.at.x, 0.16, lamp.at.z});
    for (int k = 0; k < 3; ++k) scratch(out, straight({c + Vec2{0, 0.42 * u}, foot}), iron, random);
    touch(out, c + Vec2{-0.42 * u, 0.62 * u}, c + Vec2{0.42 * u, 0.62 * u}, 0, fine, random);
    const Vec2 low[] = {c + Vec2{-0.13 * u, 0.40 * u}, c + Vec2{0.13 * u, 0.40 * u}},
               high[] = {c + Vec2{-0.25 * u, -0.22 * u}, c + Vec2{0.25 * u, -0.22 * u}};
    for (int k = 0; k < 2; ++k) {
      touch(out, low[k], high[k], 0, fine, random);
      touch(out, high[k], c + Vec2{0, -0.5 * u}, 0.1 * (k * 2 - 1), iron, random);
    }
    for (int k = 0; k < 5; ++k)
      touch(out, high[0] + Vec2{0, -0.03 * u * k}, high[1] + Vec2{0, -0.03 * u * k}, -0.05, iron, random);
    touch(out, low[0], low[1], 0.05, iron, random);
  }
}

// Someone going home under an umbrella, and their reflection: stopped out of every bath but the last.
void walker(Field& solid, const Camera& camera, Vec3 feet, double tall, double stride) {
  const Vec2 foot = camera.project(feet);
  const double u = length(camera.project(feet + Vec3{0, 1, 0}) - foot) * tall / 1.75;
  for (const double up : {1.0, -1.0}) {
    const auto at = [&](double x, double y) {
      const Vec2 p = foot + Vec2{x * u, -y * u * up};
      return up > 0 ? p : p + Vec2{5 * noise(Vec2{p.y / 13, 1}, 6), 0};
    };
    const double ink = up > 0 ? 1.0 : 0.80;
    const auto shape = [&](const Path& points, bool round) {
      Path path;
      for (const Vec2 p : points) path.push_back(at(p.x, p.y));
      fill(solid, round ? closed_curve(path, 3) : straight(path, 3), [ink](Vec2) { return ink; });
    };
    shape({{-0.15, 1.44},
           {-0.06, 1.50},
           {0.07, 1.50},
           {0.16, 1.42},
           {0.20, 1.15},
           {0.19, 0.85},
           {0.25, 0.42},
           {0.12, 0.37},
           {-0.05, 0.38},
           {-0.25, 0.43},
           {-0.19, 0.9},
           {-0.21, 1.2}},
          true);
    shape({{-0.10, 1.58}, {-0.08, 1.68}, {0.01, 1.72}, {0.10, 1.68}, {0.11, 1.58}, {0.06, 1.49}, {-0.05, 1.49}}, true);
    shape({{-0.14, 1.655}, {0.15, 1.655}, {0.15, 1.685}, {-0.14, 1.685}}, false);  // a hat's brim
    shape({{-0.16, 0.42},
           {-0.02, 0.42},
           {-0.06 - stride, 0.06},
           {-0.02 - stride, 0.0},
           {-0.17 - stride, 0.0},
           {-0.15 - stride, 0.08}},
          false);
    shape({{0.02, 0.42},
           {0.17, 0.42},
           {0.14 + stride, 0.08},
           {0.19 + stride, 0.0},
           {0.03 + stride, 0.0},
           {0.06 + stride, 0.07}},
          false);
    shape({{0.12, 1.38}, {0.19, 1.34}, {0.23, 1.14}, {0.17, 1.10}, {0.13, 1.2}},
          true);  // the arm that holds it
    Path dome;
    for (int i = 0; i <= 30; ++i)
      dome.push_back(Vec2{0.15, 1.76} + Vec2{-0.66 * std::cos(i * kPi / 30), 0.36 * std::sin(i * kPi / 30)});
    for (int rib = 5; rib >= 1; --rib) {
      const double x1 = 0.15 + 0.66 * (rib * 0.4 - 1), x0 = x1 - 0.264;
      dome.push_back({x1 - 0.06, 1.795});
      dome.push_back({(x0 + x1) / 2 + 0.0, 1.815});
      dome.push_back({x0 + 0.06, 1.795});
      dome.push_back({x0, 1.755});
    }
    shape(dome, false);
    shape({{0.14, 2.18}, {0.16, 2.18}, {0.165, 1.12}, {0.145, 1.12}}, false);
  }
}

}  // namespace

Image draw_street(const Plate& plate) {
  Copper dark = copper_for(plate), warm = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{-0.9, 1.75, 4.5}, {0.5, 1.75, -30}, 1.15, {0.0, 0.22}, 4, w, h};
  const Night night(camera.eye);
  Field dark_tone(w, h, 5), warm_tone(w, h, 5);
  parallel_rows(dark_tone.height(), [&](int y) {
    for (int x = 0; x < dark_tone.width(); ++x) {
      const Vec2 p = dark_tone.centre(x, y);
      const Vec3 way = camera.ray(p + Vec2{noise(p * (1 / 260.0), 1), noise(p * (1 / 260.0), 2)} * camera.waver);
      const Hit hit = march(world, camera.eye, way, 110, 0.9);
      Tones t{};
      if (hit.distance < 0)
        t = night.sky(way);
      else if (hit.id == kStreet || hit.id == kPavement)
        t = night.street(hit.point);
      else
        t = night.dry(hit.id, hit.point, facing(world, hit.point, 0.01));
      t = night.haze(t, hit.point);
      dark_tone.set(x, y, t.dark);
      warm_tone.set(x, y, t.warm);
    }
  });
  Field people(w, h, 3);
  walker(people, camera, {0.9, 0, -13.5}, 1.75, 0.03);
  walker(people, camera, {-1.9, 0, -31}, 1.7, 0.06);
  aquatint(warm, {5, 6, 0.75, 24}, [&](Vec2 p) { return warm_tone.sample(p) * (1 - people.sample(p)); });
  aquatint(dark, {4.4, 10, 1.15, 23},
           [&](Vec2 p) { return std::max(dark_tone.sample(p) + 0.03 * noise(p * (1 / 120.0), 4), people.sample(p)); });

  Strokes lines;
  Random random(222);
  draw_lamps(lines, camera, random);
  dark.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.025;
  sheet.paper = kWhite;
  return pull({{&warm, Colour{0.80, 0.52, 0.16}}, {&dark, kBlueBlack}}, sheet);
}

}  // namespace copper::demo
