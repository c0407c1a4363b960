// Bøgeskov / Beech Wood: trunk behind trunk into the light; only the nearest are dark.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/noise.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

struct Trunk {
  Path spine;        // from the foot upwards, plate pixels
  double foot, top;  // half thickness
  double depth;      // 0 near ... 1 lost in the light
};

double girth(const Trunk& t, double up) {  // up: 0 at the foot, 1 at the top
  const double swell = 0.55 * std::exp(-up * 26) + 0.10 * noise(Vec2{up * 9, t.foot}, 3);
  return mix(t.foot, t.top, std::pow(up, 0.8)) * (1 + swell);
}

class Wood {
 public:
  Wood(int w, int h) : w_(w), h_(h), tone_(w, h, 5), who_(w, h, 5), angle_(w, h, 5) {}

  double tone(Vec2 p) const { return tone_.sample(p); }
  int who(Vec2 p) const { return static_cast<int>(who_.at(cell_x(p), cell_y(p))); }
  double angle(Vec2 p) const { return angle_.at(cell_x(p), cell_y(p)); }
  double ground_line(double depth) const { return h_ * mix(0.965, 0.665, std::pow(depth, 0.55)); }

  // Light falls through the wood from beyond, a little to the right; mist takes what is far.
  void floor_and_air() {
    tone_.each([&](Vec2 p, double) {
      const Vec2 q{p.x / w_, p.y / h_};
      const double glade = std::exp(-std::pow((q.x - 0.60) / 0.26, 2) - std::pow((q.y - 0.50) / 0.34, 2));
      if (q.y < 0.665) {
        const double leaves = fbm(p * (1 / 260.0), 5, 51);
        const double canopy = ramp(0.46, 0.02, q.y + 0.16 * leaves) * 0.62;
        return std::clamp(0.20 + canopy + 0.30 * ramp(0.1, 0.55, leaves) * ramp(0.62, 0.2, q.y) - 0.42 * glade, 0.0,
                          0.85);
      }
      const double v = (q.y - 0.665) / 0.335;
      const double dapple = fbm(Vec2{p.x / (160 + 500 * v), p.y / (40 + 120 * v)}, 4, 52);
      // Long shadows run towards us, away from the glade.
      const double fan = (q.x - 0.60) / (0.10 + 0.55 * v);
      const double bars = noise(Vec2{fan * 4.2, 0.3}, 53) + 0.4 * noise(Vec2{fan * 11, 0.6}, 54);
      return std::clamp(0.16 + 0.46 * v + 0.30 * ramp(-0.1, 0.5, bars) + 0.22 * dapple - 0.35 * glade, 0.0, 0.88);
    });
    who_.each([&](Vec2 p, double) { return p.y / h_ < 0.665 ? 0.0 : 1.0; });
    angle_.each([&](Vec2 p, double) { return p.y / h_ < 0.665 ? -0.75 + 0.5 * noise(p * (1 / 300.0), 5) : 0.04; });
  }

  void stand(const Trunk& t, int id) {
    const double total = path_length(t.spine);
    Path left, right;
    for (double up = 0; up <= 1.0001; up += 12 / total) {
      const OnPath o = at(t.spine, up);
      left.push_back(o.point - turned(o.direction) * girth(t, up) * -1);
      right.push_back(o.point + turned(o.direction) * girth(t, up) * -1);
    }
    Path outline_path = left;
    outline_path.insert(outline_path.end(), right.rbegin(), right.rend());
    const auto across = [&](Vec2 p) {  // -1 left rim ... 1 right rim, by the spine's height
      const double up = clamp01((t.spine.front().y - p.y) / (t.spine.front().y - t.spine.back().y));
      const OnPath o = at(t.spine, up);
      return (p.x - o.point.x) / girth(t, up);
    };
    fill(tone_, outline_path, [&](Vec2 p) {
      const double v = across(p), fog = std::pow(t.depth, 0.6);
      const double form = 0.80 - 0.72 * ramp(0.25, 0.95, v) + 0.10 * ramp(-0.75, -1.0, v) - 0.22 * bump(v, -0.98, 0.14);
      const double bark =
          0.10 * noise(Vec2{p.x / 60, p.y / 22}, 61) +
          0.16 * ramp(0.35, 0.7, noise(Vec2{p.x / 120, p.y / 300}, 62 + static_cast<std::uint32_t>(id)));
      const double high = 0.16 * ramp(0.5, 0.0, p.y / h_);
      return std::clamp(mix(form + bark + high, 0.26 - 0.10 * v, fog), 0.0, 0.94);
    });
    fill(who_, outline_path, [&](Vec2) { return double(id); });
    fill(angle_, outline_path, [&](Vec2 p) { return 0.18 - 0.62 * across(p) * across(p) * (across(p) > 0 ? 1 : -1); });
  }

 private:
  int cell_x(Vec2 p) const { return std::clamp(static_cast<int>(p.x / 5), 0, tone_.width() - 1); }
  int cell_y(Vec2 p) const { return std::clamp(static_cast<int>(p.y / 5), 0, tone_.height() - 1); }
  int w_, h_;
  Field tone_, who_, angle_;
};

std::vector<Trunk> trunks(int w, const Wood& wood, int h) {
  struct Place {
    double x, depth, lean;
  };
  std::vector<Place> places;
  Random random(70);
  for (int i = 0; i < 40; ++i)
    places.push_back({random.range(-0.02, 1.02), random.range(0.62, 1.0), 0.03 * random.bell()});
  for (int i = 0; i < 13; ++i)
    places.push_back({(i + random.range(0.1, 0.9)) / 13, random.range(0.30, 0.6), 0.03 * random.bell()});
  places.insert(
      places.end(),
      {{0.335, 0.22, 0.03}, {0.80, 0.20, -0.02}, {0.945, 0.13, 0.04}, {0.115, 0.03, -0.045}, {0.715, 0.09, 0.05}});
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.depth > b.depth; });
  std::vector<Trunk> all;
  for (const Place& place : places) {
    if (place.depth > 0.3 && std::abs(place.x - 0.60) < 0.07) continue;  // the glade stays open
    const double y = wood.ground_line(place.depth),
                 thick = w * 0.058 / (0.55 + 7.5 * place.depth) * random.range(0.8, 1.2);
    const double x = place.x * w;
    Path spine;
    double drift = 0;
    for (int k = 0; k <= 7; ++k) {
      drift += thick * 0.30 * random.bell();
      spine.push_back({x + place.lean * k / 7 * h + drift, y - (y + 60) * k / 7});
    }
    all.push_back({curve(spine, 14), thick, thick * 0.52, place.depth});
  }
  return all;
}

void boughs(Strokes& out, Vec2 from, double angle, double size, double thick, double weight, int depth,
            Random& random) {
  Path path{from};
  Vec2 p = from;
  for (int i = 0; i < 5; ++i) {
    angle += 0.16 * random.bell();
    p = p + along(angle) * (size / 5);
    path.push_back(p);
  }
  const Path line = curve(path, 6);
  const int passes = std::max(1, static_cast<int>(thick / 2.2));
  for (int k = 0; k < passes; ++k) {
    scratch(out, moved(line, {random.bell() * thick * 0.22, random.bell() * thick * 0.22}, 1),
            {2.4, weight, 0.5 * size, 1.4, 0.4}, random);
  }
  if (depth == 0) return;
  for (int i = 0; i < 5; ++i) {
    const OnPath o = at(line, random.range(0.25, 1));
    boughs(out, o.point, std::atan2(o.direction.y, o.direction.x) + random.range(-0.9, 0.9),
           size * random.range(0.4, 0.65), thick * 0.5, weight, depth - 1, random);
  }
}

// Foliage: small bent touches in sprays, thick overhead, none in the glade.
void foliage(Strokes& out, int w, int h, Random& random) {
  for (int i = 0; i < 15000; ++i) {
    const Vec2 p{random.uniform() * w, h * 0.62 * std::pow(random.uniform(), 1.35)};
    const double mass = fbm(p * (1 / 330.0), 4, 77) + 0.55 * ramp(0.42, 0.0, p.y / h) -
                        0.5 * std::exp(-std::pow((p.x / w - 0.60) / 0.17, 2)) * ramp(0.08, 0.3, p.y / h);
    if (mass < random.range(0.05, 0.35)) continue;
    const double a = 0.5 + noise(p * (1 / 200.0), 78);
    for (int k = 0; k < 3; ++k) {
      const Vec2 c = p + Vec2{random.bell() * 16, random.bell() * 10};
      touch(out, c, c + rotated({random.range(9, 22), 0}, a + 0.7 * random.bell()), random.bell() * 0.5,
            {2.2, random.range(0.5, 1.0), 9, 0.4, 0.4}, random);
    }
  }
  for (int i = 0; i < 5200; ++i) {  // last year's leaves and anemones on the ground
    const double v = random.uniform();
    const Vec2 p{random.uniform() * w, h * (0.70 + 0.29 * v)};
    if (fbm(Vec2{p.x / 300, p.y / 110}, 3, 79) < random.range(-0.1, 0.4)) continue;
    const double s = 6 + 17 * v;
    touch(out, p, p + rotated({s, 0}, random.range(-0.7, 0.7)), random.bell() * 0.5, {2.0, 0.8, 6, 0.4, 0.4}, random);
  }
}

}  // namespace

Image draw_beeches(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  Wood wood(w, h);
  wood.floor_and_air();
  const std::vector<Trunk> all = trunks(w, wood, h);
  for (std::size_t i = 0; i < all.size(); ++i) wood.stand(all[i], static_cast<int>(i) + 2);

  CrossHatching how;
  how.how = {2.2, 5.0, 18, 40, 230, 0.08, 0.12, 190, 0.9, 1, 0.5, 701};
  how.fullest = 0.40;
  const auto lie = [&](double turn) { return [&wood, turn](Vec2 p) { return wood.angle(p) + turn; }; };
  how.angles = {lie(0), lie(0.75), lie(-0.8), straight_angle(1.3)};
  cross_hatch(
      copper, how, [&](Vec2 p) { return wood.tone(p); }, [&](Vec2 p) { return wood.who(p); });

  Strokes lines;
  Random random(707);
  for (const Trunk& t : all) {
    const double near = 1 - std::pow(t.depth, 0.6), total = path_length(t.spine);
    for (const int side : {-1, 1}) {
      Path rim;
      for (double up = 0; up <= 1; up += 6 / total) {
        const OnPath o = at(t.spine, up);
        rim.push_back(o.point + turned(o.direction) * (side * girth(t, up)));
      }
      outline(
          lines, rim, {1.6 + 1.4 * near, 0.55 + 0.45 * near, 50, 1.8, 0.5}, random,
          [&](Vec2 p) { return (side > 0 ? 0.55 : 0.95) + 0.6 * noise(p * (1 / 120.0), 9); }, 240);
    }
    const int arms = t.depth < 0.3 ? 7 : 3;
    for (int i = 0; i < arms; ++i) {
      const OnPath o = at(t.spine, random.range(0.42, 0.97));
      const double side = random.chance(0.5) ? 1 : -1;
      boughs(lines, o.point + Vec2{side * t.top * 0.8, 0}, -kPi / 2 + side * random.range(0.5, 1.25),
             w * 0.09 * (0.4 + near), 2 + 16 * near * near, 0.5 + 0.5 * near, 2, random);
    }
  }
  foliage(lines, w, h, random);
  copper.engrave(lines);

  Sheet sheet = sheet_for(plate);
  sheet.wiped = [&](Vec2 p) { return ramp(0.45, 0.05, wood.tone(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
