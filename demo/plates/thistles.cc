// Tidsler / Thistles: a botanical plate in clean line; leaf by leaf, spine by spine.
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/noise.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

// Draws from front to back: what is already drawn covers what comes after. The cover is a field of ones.
class Sketch {
 public:
  Sketch(int w, int h, Random& hand)
      : random(hand), width_(w), cover_(w, h, 3), tone_(w, h, 4), angle_(w, h, 4), who_(w, h, 4) {}

  // A line of the drawing, hidden where something nearer lies.
  void line(const Path& path, const Needle& needle, double weight = 1) {
    scratch(strokes, path, needle, random, [&](Vec2 p) { return cover_.sample(p) > 0.5 ? 0.0 : weight; });
  }
  void contour(const Path& path, const Needle& needle) {
    scratch(strokes, path, needle, random,
            [&](Vec2 p) { return cover_.sample(p) > 0.5 ? 0.0 : 0.75 + 0.45 * noise(p * (1 / 70.0), 3); });
  }
  // Shades an area with lines along `angle(p)`; then it covers what comes later.
  template <class ToneOf, class AngleOf>
  void solid(const Path& area, ToneOf tone, AngleOf angle) {
    ++count_;
    const auto keep = [&](Vec2 p) { return cover_.sample(p) > 0.5; };
    fill(tone_, area, [&](Vec2 p) { return keep(p) ? tone_.sample(p) : tone(p); });
    fill(angle_, area, [&](Vec2 p) { return keep(p) ? angle_.sample(p) : angle(p); });
    fill(who_, area, [&](Vec2 p) { return keep(p) ? who_.sample(p) : double(count_); });
    fill(cover_, area, [](Vec2) { return 1.0; });
  }
  Tone tone() const {
    return [this](Vec2 p) { return tone_.sample(p); };
  }
  double angle(Vec2 p) const { return nearest(angle_, p); }
  int who(Vec2 p) const { return static_cast<int>(std::lround(nearest(who_, p))); }
  int width() const { return width_; }

  Strokes strokes;
  Random& random;

 private:
  static double nearest(const Field& f, Vec2 p) {
    return f.at(std::clamp(static_cast<int>(p.x / f.scale()), 0, f.width() - 1),
                std::clamp(static_cast<int>(p.y / f.scale()), 0, f.height() - 1));
  }
  int width_;
  Field cover_, tone_, angle_, who_;
  int count_ = 0;
};

const Needle kFine{1.9, 0.9, 16, 0.7, 0.45}, kFirm{2.8, 1, 22, 1.0, 0.4};

// The flower: a tuft of florets above a ball of overlapping spined bracts.
void head(Sketch& s, Vec2 base, double angle, double r, double open) {
  Random& random = s.random;
  const auto at = [&](double x, double y) { return base + rotated(Vec2{x, -y} * r, angle); };
  // Bracts spiral up the ball; nearest (front and low) first.
  struct Bract {
    double x, y, a, z;
  };
  std::vector<Bract> bracts;
  for (int i = 0; i < 96; ++i) {
    const double t = (i + 0.5) / 96, lat = mix(-1.25, 1.0, t), turn = i * 2.39996;
    const double z = std::cos(turn) * std::cos(lat);
    if (z < -0.12) continue;
    const double x = std::sin(turn) * std::cos(lat);
    bracts.push_back({x, 0.95 + 0.92 * std::sin(lat), x * 0.95, z + (1 - t) * 0.9});
  }
  std::sort(bracts.begin(), bracts.end(), [](const Bract& a, const Bract& b) { return a.z > b.z; });
  for (const Bract& b : bracts) {
    const Vec2 foot = at(b.x * 0.95, b.y);
    const double a = angle + b.a * 0.95, l = 0.30 * r, wide = 0.13 * r;
    const Vec2 up = rotated({0, -1}, a), side = rotated({1, 0}, a);
    const Path leaf = curve(
        {foot - up * (0.15 * l), foot - side * wide + up * (0.15 * l), foot - side * (wide * 0.75) + up * (0.65 * l),
         foot + up * l, foot + side * (wide * 0.75) + up * (0.65 * l), foot + side * wide + up * (0.15 * l),
         foot - up * (0.15 * l)},
        3);
    const double shade = ramp(-0.55, 0.95, b.x) * 0.6 + 0.16 * ramp(1.0, 0.1, b.y);
    s.line({foot + up * l, foot + rotated(up, b.a * 0.5 + 0.15 * random.bell()) * (l * random.range(1.5, 2.0))},
           {2.2, 1, 10, 0.3, 0.2});  // its spine
    s.contour(leaf, kFine);
    s.solid(
        leaf,
        [&](Vec2 p) {
          return std::clamp(
              0.12 + shade + 0.42 * dot(p - foot, side) / wide * 0.5 + 0.3 * ramp(0.5 * l, -0.1 * l, dot(p - foot, up)),
              0.0, 0.85);
        },
        [a](Vec2) { return a - kPi / 2; });
  }
  // Florets: a brush of fine hair, each with a split tip; shadow at the base and to the right.
  const int hairs = static_cast<int>(230 * open);
  for (int i = 0; i < hairs; ++i) {
    const double u = random.range(-1, 1), fan = u * (0.25 + 0.75 * open);
    const double tall = (1.05 + 0.55 * open) * (1 - 0.22 * u * u) * random.range(0.8, 1.08);
    const Vec2 from = at(0.46 * u, 1.72 - 0.12 * u * u), to = at(0.46 * u + fan * 0.85 * tall, 1.72 + tall);
    const Vec2 bow = at(0.46 * u + fan * 0.25 * tall, 1.72 + tall * 0.55);
    s.line(curve({from, bow, to}, 4), {random.chance(ramp(-0.8, 0.9, u)) ? 2.4 : 1.6, 0.9, 26, 0.6, 0.4});
    if (random.chance(0.4))
      s.line({to, to + rotated({0, -0.08 * r}, angle + fan + random.range(-0.8, 0.8))}, {1.5, 0.8, 5, 0.2, 0.2});
  }
  for (int i = 0; i < 90; ++i) {
    const double u = random.range(-1, 1);
    s.line({at(0.47 * u, 1.66), at(0.52 * u + 0.10 * u * open, 1.66 + random.range(0.15, 0.5))},
           {2.2, 0.95, 14, 0.5, 0.4});
  }
}

// A leaf: a lobed blade on both sides of a strong rib, each lobe ending in a spine; one half in shadow.
void half_leaf(Sketch& s, const Path& rib, double broad, double side, double dark) {
  Random& random = s.random;
  constexpr double kLobes = 5.6, kPeak = 0.68;
  const double shift = random.range(-0.12, 0.12);
  Path margin;
  std::vector<std::pair<OnPath, Vec2>> tips;
  const auto reach = [&](double t) {
    return broad * std::pow(std::sin(kPi * (0.10 + 0.84 * t)), 0.75) * (1 + 0.16 * noise(Vec2{t * 5, side + broad}, 9));
  };
  double before = 0;
  for (double t = 0; t <= 1; t += 0.008) {
    const double lobe = t * kLobes + shift + 1, f = lobe - std::floor(lobe);
    const double rise = f < kPeak ? std::pow(f / kPeak, 1.7) : std::pow((1 - f) / (1 - kPeak), 0.9);
    const OnPath o = at(rib, t);
    const double half = reach(t) * (0.26 + 0.74 * rise) * ramp(1.02, 0.86, t) + 2;
    const Vec2 p = o.point + turned(o.direction) * (half * side) + o.direction * (0.42 * half);
    margin.push_back(p);
    if (before < kPeak && f >= kPeak) tips.push_back({at(rib, std::max(0.0, t - 0.10)), p});
    before = f;
  }
  for (const auto& [root, tip] : tips) {
    const Vec2 out = normal(tip - root.point);
    s.line({tip - out * 6, tip + rotated(out, 0.2 * random.bell()) * (0.17 * broad)}, {2.8, 1, 12, 0.3, 0.2});
    s.line(curve({root.point, mix(root.point, tip, 0.5) + root.direction * (0.05 * broad), tip}, 4),
           {2.0, 0.95, 40, 0.8, 0.4});
    for (const double along_vein : {0.35, 0.6}) {
      const Vec2 from = mix(root.point, tip, along_vein);
      s.line({from, from + rotated(out, side * 0.55) * (0.20 * broad)}, {1.5, 0.75, 14, 0.5, 0.4});
      s.line({from, from + rotated(out, side * -0.55) * (0.20 * broad)}, {1.5, 0.75, 14, 0.5, 0.4});
    }
  }
  for (std::size_t i = 5; i + 5 < margin.size(); i += 4) {  // small prickles all along
    const Vec2 edge = normal(margin[i + 1] - margin[i - 1]);
    s.line({margin[i], margin[i] + rotated(edge, side * random.range(0.5, 1.1)) * random.range(8, 20)},
           {1.9, 0.95, 6, 0.3, 0.2});
  }
  s.contour(margin, {2.3, 0.95, 18, 0.9, 0.5});
  Path blade = margin;
  for (double t = 1; t >= 0; t -= 0.02) blade.push_back(at(rib, t).point);
  const auto foot_of = [&](Vec2 p) {  // the nearest of the veins decides how a spot is shaded
    const std::pair<OnPath, Vec2>* best = &tips.front();
    double least = 1e18;
    for (const auto& vein : tips) {
      const Vec2 way = vein.second - vein.first.point;
      const double t = clamp01(dot(p - vein.first.point, way) / dot(way, way)),
                   d = length(vein.first.point + way * t - p);
      if (d < least) least = d, best = &vein;
    }
    return best;
  };
  s.solid(
      blade,
      [&](Vec2 p) {
        const auto* vein = foot_of(p);
        const Vec2 way = vein->second - vein->first.point;
        const double off = cross(normal(way), p - vein->first.point) / (0.2 * broad),
                     out = dot(p - vein->first.point, normal(way)) / std::max(1.0, length(way));
        return std::clamp(dark + 0.22 * off * side + 0.30 * ramp(0.5, 0.0, out) - 0.22 * ramp(0.5, 1.0, out), 0.0,
                          0.85);
      },
      [&](Vec2 p) {
        const auto* vein = foot_of(p);
        const Vec2 way = vein->second - vein->first.point;
        return std::atan2(way.y, way.x) - side * 0.35;
      });
}

void leaf(Sketch& s, const Path& rib, double broad, double light_side) {
  for (int k = 0; k < 3; ++k) s.line(moved(rib, {k * 1.6, k * 2.2}, 1), {2.4, 1, 60, 0.8, 0.4});
  half_leaf(s, rib, broad * (light_side > 0 ? 0.82 : 1.0), 1, light_side > 0 ? 0.52 : 0.12);
  half_leaf(s, rib, broad * (light_side > 0 ? 1.0 : 0.82), -1, light_side > 0 ? 0.12 : 0.52);
}

void stem(Sketch& s, const Path& spine, double foot, double top) {
  Random& random = s.random;
  Path left, right;
  const double total = path_length(spine);
  for (double t = 0; t <= 1.0001; t += 8 / total) {
    const OnPath o = at(spine, t);
    const double half = mix(foot, top, t) * (1 + 0.08 * noise(Vec2{t * 30, foot}, 4));
    left.push_back(o.point + turned(o.direction) * half);
    right.push_back(o.point - turned(o.direction) * half);
    if (random.chance(0.13)) {  // spines along the winged stem
      const double side = random.chance(0.5) ? 1 : -1;
      const Vec2 p = o.point + turned(o.direction) * (half * side);
      s.line({p, p + rotated(o.direction, side * random.range(0.7, 1.5)) * random.range(16, 40)},
             {2.4, 1, 10, 0.4, 0.2});
    }
  }
  s.contour(left, kFine);
  s.contour(right, kFirm);
  for (const double u : {-0.4, 0.15, 0.5}) {
    Path rib;
    for (std::size_t i = 0; i < left.size(); ++i) rib.push_back(mix(left[i], right[i], 0.5 + 0.5 * u));
    s.line(rib, {1.6, 0.8, 60, 1.2, 0.6}, 0.8);
  }
  Path area = left;
  area.insert(area.end(), right.rbegin(), right.rend());
  s.solid(
      area,
      [&](Vec2 p) {
        const double t = clamp01((spine.front().y - p.y) / std::max(1.0, spine.front().y - spine.back().y));
        const OnPath o = at(spine, t);
        return std::clamp(0.36 + 0.46 * (p.x - o.point.x) / mix(foot, top, t), 0.0, 0.85);
      },
      [](Vec2) { return 0.35; });
}

}  // namespace

Image draw_thistles(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  Random random(1212);
  Sketch s(w, h, random);
  const auto at_plate = [&](double x, double y) { return Vec2{x * w, y * h}; };
  const auto line = [&](std::initializer_list<Vec2> points) {
    Path path;
    for (const Vec2 p : points) path.push_back(at_plate(p.x, p.y));
    return curve(path, 8);
  };
  const double r = w * 0.062;

  head(s, at_plate(0.515, 0.255), 0.04, r * 1.3, 1.0);
  head(s, at_plate(0.255, 0.405), -0.34, r, 0.75);
  head(s, at_plate(0.770, 0.350), 0.38, r * 1.05, 0.85);
  head(s, at_plate(0.685, 0.520), 0.62, r * 0.66, 0.25);
  head(s, at_plate(0.345, 0.565), -0.55, r * 0.58, 0.18);

  leaf(s, line({{0.50, 0.760}, {0.40, 0.735}, {0.27, 0.742}, {0.13, 0.800}}), w * 0.135, 1);
  leaf(s, line({{0.515, 0.700}, {0.62, 0.665}, {0.75, 0.672}, {0.88, 0.735}}), w * 0.130, -1);
  leaf(s, line({{0.505, 0.855}, {0.60, 0.850}, {0.72, 0.880}, {0.82, 0.935}}), w * 0.125, -1);
  leaf(s, line({{0.495, 0.890}, {0.40, 0.880}, {0.29, 0.905}, {0.19, 0.955}}), w * 0.115, 1);
  leaf(s, line({{0.510, 0.545}, {0.44, 0.505}, {0.375, 0.500}, {0.310, 0.520}}), w * 0.072, 1);
  leaf(s, line({{0.515, 0.440}, {0.570, 0.405}, {0.620, 0.405}, {0.670, 0.430}}), w * 0.060, -1);
  leaf(s, line({{0.300, 0.500}, {0.235, 0.490}, {0.175, 0.510}, {0.120, 0.545}}), w * 0.058, 1);
  leaf(s, line({{0.742, 0.450}, {0.800, 0.440}, {0.860, 0.462}, {0.905, 0.500}}), w * 0.058, -1);

  stem(s, line({{0.500, 0.975}, {0.508, 0.80}, {0.500, 0.62}, {0.516, 0.44}, {0.515, 0.235}}), w * 0.0135, w * 0.0085);
  stem(s, line({{0.505, 0.690}, {0.42, 0.62}, {0.315, 0.53}, {0.252, 0.388}}), w * 0.0085, w * 0.006);
  stem(s, line({{0.508, 0.620}, {0.62, 0.56}, {0.720, 0.475}, {0.775, 0.335}}), w * 0.0085, w * 0.006);
  stem(s, line({{0.600, 0.572}, {0.645, 0.555}, {0.690, 0.512}}), w * 0.005, w * 0.004);
  stem(s, line({{0.420, 0.625}, {0.385, 0.603}, {0.340, 0.556}}), w * 0.005, w * 0.004);

  CrossHatching how;
  how.how = {1.8, 4.6, 14, 30, 150, 0.05, 0.04, 200, 0.5, 1, 0.4, 1201};
  how.fullest = 0.38;
  how.angles = {[&](Vec2 p) { return s.angle(p); }, [&](Vec2 p) { return s.angle(p) + 0.9; }};
  cross_hatch(copper, how, s.tone(), [&](Vec2 p) { return s.who(p); });
  for (int i = 0; i < 46; ++i) {  // thistledown adrift
    const Vec2 c = at_plate(random.range(0.06, 0.94), random.range(0.05, 0.36));
    if (length(c - at_plate(0.53, 0.2)) < w * 0.2 || i > 12) continue;
    const double a = random.range(-0.6, 0.6), size = random.range(0.014, 0.026) * w;
    s.line({c, c + rotated({0, size * 0.8}, a)}, {1.8, 0.9, 8, 0.4, 0.3});
    for (int k = 0; k < 22; ++k)
      s.line({c, c + rotated({0, -size * random.range(0.7, 1)}, a + 1.25 * (k - 10.5) / 10.5)},
             {1.2, 0.55, 14, 0.4, 0.3});
  }
  copper.engrave(s.strokes);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.022;
  sheet.retroussage = 0.05;
  return pull({{&copper, Colour{0.115, 0.125, 0.105}}}, sheet);
}

}  // namespace copper::demo
