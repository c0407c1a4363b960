// Kragen / The Crow: drypoint, scratched fast and deep, the burr left standing.
#include "demo/plates/kit/guides.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/noise.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

// The bird in hundredths of its own length, facing left and calling, y down.
const Path kBody = {{17, 22.6}, {20, 19.4}, {25, 16.6}, {31, 16.6},  {37, 20},    {44, 23.6}, {54, 26.6},   {64, 31},
                    {74, 37.6}, {84, 46},   {95, 55.5}, {104, 63.5}, {105.5, 67}, {101, 68},  {94, 66},     {86, 62.4},
                    {79, 59.6}, {73, 59.2}, {67, 62.4}, {60, 63.4},  {52, 61.6},  {44, 57.6}, {36.5, 51.5}, {30.5, 45},
                    {26, 40},   {22, 36.4}, {18, 33.4}, {16.8, 30},  {16.6, 26}};
const Path kUpperBill = {{19, 29.6},  {13, 30.0}, {7, 30.9}, {2.2, 32.6}, {1.6, 31},
                         {4.4, 27.6}, {9, 24.9},  {14, 23},  {19, 21.6}};
const Path kLowerBill = {{19, 30.6}, {14, 33.2}, {9, 36.0}, {5.4, 38.4}, {9, 38.4}, {14, 37.0}, {19, 35.2}};

struct Bird {
  Vec2 origin;
  double unit;
  Vec2 at(Vec2 p) const { return origin + p * unit; }
  Path at(const Path& path) const { return moved(path, origin, unit); }
};

// How dark the plumage is as a whole, lit from the upper left: black feathers answer with a sheen on crown
// and mantle.
double plumage(Vec2 q) {
  double tone = 0.62;
  tone -= 0.34 * bump(q.x - 0.5 * q.y, 19, 7) * bump(q.y, 20, 6);
  tone -= 0.30 * bump(q.y - 0.62 * q.x, -2.5, 5) * bump(q.x, 55, 18);
  tone -= 0.20 * bump(q.x, 31, 5) * bump(q.y, 41, 7);
  tone += 0.22 * ramp(-4, 26, q.y - 0.5 * q.x + 12);
  return std::clamp(tone, 0.2, 0.9);
}

// Tone and direction of the feathers, laid over one another from the tail forwards like tiles.
class Feathers {
 public:
  Feathers(const Bird& bird, int width, int height)
      : bird_(bird), tone_(width, height, 4), cosine_(width, height, 4, 1), sine_(width, height, 4) {}

  void lay(Vec2 base, double angle, double length, double breadth, double shade, double bend = 0) {
    const Vec2 way = along(angle);
    Path leaf;
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i <= 8; ++i) {
        const double u = (side < 0 ? i : 8 - i) / 8.0;
        const double wide = breadth * std::pow(std::sin(kPi * (0.12 + 0.85 * std::pow(u, 1.4))), 0.7);
        leaf.push_back(bird_.at(base + way * (u * length) + turned(way) * (side * wide + bend * u * u)));
      }
    }
    const auto across = [&](Vec2 p, double& u) {
      const Vec2 q = (p - bird_.origin) * (1 / bird_.unit) - base;
      u = clamp01(dot(q, way) / length);
      return (dot(q, turned(way)) - bend * u * u) / breadth;
    };
    fill(tone_, leaf, [&](Vec2 p) {
      double u = 0;
      const double v = across(p, u);
      const Vec2 q = (p - bird_.origin) * (1 / bird_.unit);
      // Pale upper vane, dark lower one, a dark line where it dives under its neighbour.
      return std::clamp(plumage(q) + shade + 0.30 * v + 0.34 * ramp(0.55, 1.0, std::abs(v)) * (v > 0 ? 1 : -0.2) +
                            0.22 * ramp(0.35, 0.0, u) - 0.10 * ramp(0.75, 1.0, u),
                        0.06, 0.97);
    });
    const auto barb = [&](Vec2 p) {
      double u = 0;
      const double v = across(p, u);
      return 2 * (angle + 2 * bend * u / length + (v > 0 ? 0.42 : -0.34));
    };
    fill(cosine_, leaf, [&](Vec2 p) { return std::cos(barb(p)); });
    fill(sine_, leaf, [&](Vec2 p) { return std::sin(barb(p)); });
  }

  double tone(Vec2 p) const { return tone_.sample(p); }
  double angle(Vec2 p) const { return 0.5 * std::atan2(sine_.sample(p), cosine_.sample(p)); }

 private:
  const Bird& bird_;
  Field tone_, cosine_, sine_;
};

void lay_plumage(Feathers& feathers, const Bird& bird, const Angle& lie, Random& random) {
  const Path body = closed_curve(kBody, 0.8);
  for (int i = 0; i < 7; ++i)
    feathers.lay({68 + 0.4 * i, 53 - 1.5 * i}, 0.66 - 0.035 * i, 40 - i, 3.0, 0.10, 0.5);  // tail
  const auto small = [&](double from_x, double to_x, double length) {
    for (double x = from_x; x > to_x; x -= 1.25) {
      for (double y = 70; y > 14; y -= 2.1) {
        const Vec2 q{x + random.range(-0.8, 0.8), y + random.range(-0.9, 0.9)};
        if (!inside(body, q)) continue;
        double angle = lie(bird.at(q));
        if (std::cos(angle) < -0.2) angle += kPi;
        const double l = length * random.range(0.8, 1.25);
        if (!inside(body, q + along(angle) * l * 0.8) && !random.chance(0.25)) continue;
        feathers.lay(q, angle + 0.1 * random.bell(), l, l * 0.23, 0.04 * random.bell());
      }
    }
  };
  small(80, 34, 6.2);
  for (int i = 0; i < 9; ++i)
    feathers.lay({52 + 0.5 * i, 50.5 - 0.7 * i}, 0.44 - 0.012 * i, 46 - 2.3 * i, 2.3, 0.06 - 0.012 * i,
                 3.2);  // primaries
  for (int i = 0; i < 8; ++i) feathers.lay({50 + 0.8 * i, 45 - 1.2 * i}, 0.46, 25 - 1.1 * i, 2.4, 0.0, 1.8);
  for (int i = 0; i < 10; ++i) feathers.lay({44 + 1.3 * i, 45.5 - 1.1 * i}, 0.5, 12.5, 2.1, -0.02, 0.6);
  for (int i = 0; i < 10; ++i) feathers.lay({40 + 1.4 * i, 41.5 - 0.9 * i}, 0.55, 8.5, 1.9, -0.05);
  small(46, 15, 4.2);
}

void draw_head(Strokes& out, const Bird& bird, Random& random) {
  const Needle firm{3.6, 1, 14, 0.8, 0.3};
  for (const Path& bill : {kUpperBill, kLowerBill}) {
    for (int k = 0; k < 2; ++k) scratch(out, bird.at(curve(bill, 0.6)), firm, random);
  }
  for (int i = 0; i < 40; ++i) {  // the bill's dark underside and the gape
    const double t = random.uniform();
    const Vec2 edge = at(Path{{19, 29.6}, {13, 30.0}, {7, 30.9}, {2.2, 32.6}}, t).point;
    touch(out, bird.at(edge), bird.at(edge + Vec2{-1.6, -1.6 - 2.2 * (1 - t)}), 0.1, {2.2, 0.8, 16, 0.6, 0.4}, random);
  }
  for (int i = 0; i < 36; ++i) {
    const double t = random.uniform();
    const Vec2 edge = at(Path{{19, 35.0}, {14, 36.8}, {9, 38.2}, {6, 38.4}}, t).point;
    touch(out, bird.at(edge), bird.at(edge + Vec2{-1.4, -0.6 - 1.6 * (1 - t)}), 0.1, {2.2, 0.85, 16, 0.6, 0.4}, random);
  }
  for (int i = 0; i < 46; ++i) {  // bristles over the nostril
    const Vec2 c{random.range(13, 18.5), random.range(23.6, 27)};
    touch(out, bird.at(c + Vec2{3, -0.9}), bird.at(c + Vec2{-2.6, 1.0}), 0.08, {2.2, 0.9, 20, 0.6, 0.4}, random);
  }
  const Vec2 eye{22.6, 24.4};
  Path bead;  // wound round and round to black; the spark is bare copper
  for (double turn = 0; turn < 2 * kPi * 7; turn += 0.12) {
    bead.push_back(bird.at(eye + along(turn) * (0.92 * turn / (2 * kPi * 7))));
  }
  scratch(out, bead, {3.2, 1.1, 4, 0.3, 0.2}, random, [&](Vec2 p) {
    return length(p - bird.at(eye + Vec2{-0.34, -0.36})) < 0.30 * bird.unit ? 0.0 : 1.0;
  });
  scratch(out, bird.at(curve({{21.2, 24.6}, {22.3, 23.2}, {23.7, 23.6}, {24.2, 24.7}}, 0.3)), {2.4, 0.9, 10, 0.5, 0.3},
          random);
}

void draw_shag(Strokes& out, const Bird& bird, Random& random) {  // loose feathers that break the outline
  for (int i = 0; i < 90; ++i) {
    const OnPath edge = at(bird.at(curve({{19, 34.6}, {22.5, 37}, {26.5, 40.6}, {31, 45.6}, {37, 52}, {44, 58}}, 0.8)),
                           random.uniform());
    const double l = random.range(30, 85);
    touch(out, edge.point - edge.direction * 12 + turned(edge.direction) * -14,
          edge.point + rotated(edge.direction, random.range(-0.1, 0.65)) * l, random.bell() * 0.08,
          {2.3, 0.85, 34, 1.2, 0.4}, random);
  }
  for (int i = 0; i < 60; ++i) {
    const OnPath edge = at(bird.at(curve({{50, 61}, {60, 63.4}, {67, 62.4}, {73, 59.4}}, 0.8)), random.uniform());
    touch(out, edge.point - Vec2{0, 16},
          edge.point + rotated(Vec2{0, 1}, random.range(-0.9, -0.1)) * random.range(20, 60), random.bell() * 0.08,
          {2.3, 0.85, 30, 1, 0.4}, random);
  }
  for (int i = 0; i < 50; ++i) {
    const OnPath edge = at(bird.at(curve({{20, 19.4}, {25, 16.6}, {31, 16.6}, {37, 20}, {44, 23.6}, {54, 26.6}}, 0.8)),
                           random.uniform());
    touch(out, edge.point - edge.direction * 16 + turned(edge.direction) * 5,
          edge.point + rotated(edge.direction, random.range(-0.12, 0.12)) * random.range(16, 46), random.bell() * 0.06,
          {2.0, 0.75, 26, 1, 0.4}, random);
  }
}

void draw_legs(Strokes& out, const Bird& bird, Random& random) {
  const auto leg = [&](Vec2 hip, Vec2 heel, Vec2 foot) {
    for (int k = 0; k < 8; ++k) {
      const double o = random.range(-0.62, 0.62);
      scratch(out, bird.at(curve({hip + Vec2{o * 2, 0}, heel + Vec2{o, 0}, foot + Vec2{o * 0.9, 0}}, 0.6)),
              {2.6, 0.95, 18, 1, 0.4}, random);
    }
    const Vec2 reach[] = {{-5.0, 2.0}, {-2.8, 2.9}, {0.4, 3.0}, {3.8, 2.2}};
    for (const Vec2 r : reach) {
      for (int k = 0; k < 4; ++k) {
        const Vec2 o{0, random.range(-0.4, 0.4)};
        scratch(out, bird.at(curve({foot + o, foot + r * 0.5 + Vec2{0, -1.1} + o, foot + r + o * 0.3}, 0.5)),
                {2.6, 0.95, 10, 0.8, 0.4}, random);
      }
    }
  };
  leg({58, 62}, {56.6, 68}, {54, 75.4});
  leg({65, 62}, {64.6, 68.6}, {62.4, 76.6});
}

// A limb of an old tree with its twigs: two contours, bark between them on the shadow side, and what grows
// from it.
void draw_limb(Strokes& out, const Path& spine, double thick, double thin, int depth, Random& random) {
  const double total = path_length(spine);
  const auto thickness = [&](double t) {
    return mix(thick, thin, std::pow(t, 0.8)) * (1 + 0.14 * noise(Vec2{t * total / 130, thick}, 61));
  };
  for (const int side : {-1, 1}) {
    Path contour;
    for (double t = 0; t <= 1; t += 4 / total) {
      const OnPath o = at(spine, t);
      contour.push_back(o.point + turned(o.direction) * (side * thickness(t)));
    }
    outline(
        out, contour, {thick > 14 ? 3.0 : 2.1, 0.95, 40, 2, 0.5}, random,
        [&](Vec2 p) { return 0.8 + 0.6 * noise(p * (1 / 90.0), 62); }, 200);
  }
  const int marks = static_cast<int>(total * thick / 55);
  for (int i = 0; i < marks; ++i) {
    const double t = random.uniform(),
                 v = std::sqrt(random.uniform()) * 1.9 - 0.9;  // more below: the shadow side
    const OnPath a = at(spine, t), b = at(spine, std::min(1.0, t + random.range(14, 70) / total));
    touch(out, a.point + turned(a.direction) * (v * thickness(t)),
          b.point + turned(b.direction) * ((v + random.bell() * 0.1) * thickness(t)), random.bell() * 0.06,
          {2.1, 0.85, 22, 1.4, 0.5}, random);
  }
  if (depth == 0) return;
  const int twigs = depth > 1 ? 9 : 5;
  for (int i = 0; i < twigs; ++i) {
    const double t = random.range(0.12, 0.98);
    const OnPath o = at(spine, t);
    const double side = random.chance(0.72) ? -1 : 1;
    const double l = total * random.range(0.16, 0.42) * (1.15 - 0.5 * t), a = side * random.range(0.45, 1.05);
    const Vec2 first = o.point + rotated(o.direction, a) * (l * 0.4);
    const Vec2 second = first + rotated(o.direction, a - side * random.range(0.1, 0.6)) * (l * 0.35);
    const Vec2 third = second + rotated(o.direction, a + random.bell() * 0.5) * (l * 0.3);
    draw_limb(out, curve({o.point, first, second, third}), std::max(1.6, thickness(t) * 0.42), 0.8, depth - 1, random);
  }
}

}  // namespace

Image draw_crow(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Bird bird{{w * 0.125, h * 0.14}, w * 0.0073};
  Random random(909);

  const Angle lie = guided(
      w, h,
      {bird.at(Path{{17, 26}, {25, 20}, {33, 19}, {42, 24}}), bird.at(Path{{44, 25}, {60, 31}, {78, 43}, {100, 62}}),
       bird.at(Path{{20, 31}, {25, 37}, {31, 44}, {38, 52}, {48, 59}, {60, 62}, {74, 59}, {90, 63}}),
       bird.at(Path{{26, 26}, {32, 32}, {40, 38}, {52, 45}, {70, 52}})});
  Feathers feathers(bird, w, h);
  lay_plumage(feathers, bird, lie, random);
  Field whole(w, h, 4);
  fill(whole, bird.at(closed_curve(kBody, 0.8)), [](Vec2) { return 1.0; });
  Field bill(w, h, 4);
  for (const Path& part : {kUpperBill, kLowerBill}) {
    fill(bill, bird.at(curve(part, 0.6)), [](Vec2) { return 1.0; });
  }
  const Tone tone = [&](Vec2 p) {
    if (bill.sample(p) > 0.5) {
      const Vec2 q = (p - bird.origin) * (1 / bird.unit);
      return std::clamp(0.66 - 0.5 * bump(q.y - 0.1 * q.x, q.y < 31.6 ? 25.4 : 34.4, 1.5), 0.0, 0.9);
    }
    const Vec2 eye = bird.at({22.6, 24.4});
    const double near_eye = ramp(1.2, 2.6, length(p - eye) / bird.unit);
    return std::max(feathers.tone(p), whole.sample(p) > 0.5 ? 0.5 : 0.0) * mix(0.3, 1, near_eye);
  };
  const Angle barbs = [&](Vec2 p) { return feathers.tone(p) > 0.05 ? feathers.angle(p) : lie(p); };

  Hatching stroke;
  stroke.width = 2.7;
  stroke.nearest = 6;
  stroke.farthest = 24;
  stroke.length_min = 30;
  stroke.length_max = 130;
  stroke.wander = 0.12;
  stroke.patch_angle = 0.10;
  stroke.patch_size = 120;
  stroke.waver = 1.2;
  Strokes first, second;
  stroke.seed = 90;
  first = hatch_layer(
      w, h, stroke, [&](Vec2 p) { return 0.82 * layer_cover(tone(p), 0, 2, 0.42); }, barbs);
  stroke.seed = 91;
  second = hatch_layer(
      w, h, stroke, [&](Vec2 p) { return 0.82 * layer_cover(tone(p), 1, 2, 0.42); },
      [&](Vec2 p) { return barbs(p) + 0.5; });
  copper.engrave(first, {4.5, 0.22, 1});
  copper.engrave(second, {3, 0.2, 1});

  Strokes deep, branch;
  draw_head(deep, bird, random);
  draw_shag(deep, bird, random);
  draw_limb(branch,
            curve({{w * 1.02, h * 0.905},
                   {w * 0.80, h * 0.80},
                   {w * 0.62, h * 0.752},
                   {w * 0.46, h * 0.728},
                   {w * 0.30, h * 0.77},
                   {w * 0.17, h * 0.755},
                   {w * 0.075, h * 0.70}}),
            62, 4, 3, random);
  draw_legs(deep, bird, random);
  copper.engrave(branch, {4.5, 0.30, 1});
  copper.engrave(deep, {5, 0.34, 1});

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.05;
  sheet.retroussage = 0.13;
  sheet.wiped = [&](Vec2 p) { return 0.8 * bump(length(p - Vec2{w * 0.3, h * 0.25}), 0, w * 0.5); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
