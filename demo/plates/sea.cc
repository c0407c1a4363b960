// Havet / The Sea: mezzotint. The plate is rocked black all over; moon, clouds and waves are scraped out of
// it.
#include "demo/plates/kit/grain.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/noise.h"
#include "demo/plates/kit/view.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

const Vec3 kMoon = normal(Vec3{0.15, 0.205, -1});
constexpr double kMoonSize = 0.026;  // radians

// One train of waves: steep crests, broad troughs.
double train(Vec2 p, std::uint32_t seed, double choppy) {
  p = p + Vec2{noise(p, seed), noise(p, seed + 1)} * 1.1;
  const double a = 1 - std::abs(std::sin(p.x)), b = 1 - std::abs(std::sin(p.y));
  const double c = std::abs(std::cos(p.x)), d = std::abs(std::cos(p.y));
  const double u = mix(a, c, a), v = mix(b, d, b), root = std::sqrt(std::max(0.0, u * v));
  return std::pow(std::max(0.0, 1 - root * (0.72 + 0.28 * root)), choppy);
}

double height(Vec2 p, int octaves) {
  Vec2 q{p.x * 0.75, p.y};
  q = q * 0.27;
  double amplitude = 0.60, choppy = 3.6, sum = 0;
  for (int i = 0; i < octaves; ++i) {
    const auto s = 300 + static_cast<std::uint32_t>(i) * 10;
    sum += (train(q, s, choppy) + train(q * -1 + Vec2{3.1, 1.7}, s + 4, choppy)) * amplitude;
    q = Vec2{1.6 * q.x + 1.2 * q.y, -1.2 * q.x + 1.6 * q.y} * 0.95;
    amplitude *= 0.27;
    choppy = mix(choppy, 1, 0.2);
  }
  return sum;
}

// Clouds before the moon, lit at their rims.
double cloud(Vec3 way) {
  const Vec2 p{way.x * 2.6 / (0.30 + way.y), 2.3 / (0.22 + way.y)};
  return ramp(0.42, 0.78, 0.56 + 0.6 * fbm(p + Vec2{3.4, 0.7}, 6, 21));
}

double sky(Vec3 way) {
  const double off = std::acos(std::clamp(dot(way, kMoon), -1.0, 1.0));
  const double halo = 0.42 * std::exp(-off / 0.07) + 0.17 * std::exp(-off / 0.38);
  const double c = cloud(way);
  const double rim = 4 * c * (1 - c);
  const double open = 0.03 + halo + 0.035 * ramp(0.4, 0, way.y);
  return mix(open, 0.015 + 0.30 * halo, c) + 0.7 * rim * (halo + 0.03);
}

double sky_with_moon(Vec3 way) {
  const double off = std::acos(std::clamp(dot(way, kMoon), -1.0, 1.0));
  const double disc = ramp(kMoonSize, kMoonSize * 0.93, off);
  const double seas = 0.9 + 0.12 * noise(Vec3{way.x * 120, way.y * 120, 0}, 5);
  return mix(sky(way), seas, disc * (1 - 0.65 * cloud(way)));
}

// The two longest swells over the water before us, worked out once: the gaze meets them many times on its
// way.
constexpr double kNear = 62, kTile = 0.08;  // metres
Field near_swell() {
  const int n = static_cast<int>(kNear / kTile);
  Field out(n, n, 1);
  out.each([](Vec2 p, double) { return height({(p.x - 0.5 * kNear / kTile) * kTile, -p.y * kTile}, 2); });
  return out;
}

// Where the gaze meets the waves: from the plane of the highest crests downwards, in strides as long as is
// safe.
double reach(const Field& swell, Vec3 eye, Vec3 way) {
  const double down = std::max(1e-4, -way.y), far = std::min(900.0, eye.y / down);
  double t = std::min(far, std::max(0.0, (eye.y - 2.2) / down));
  const int strides = t < 0.8 * kNear ? 40 : 22;
  for (int i = 0; i < strides && t < far; ++i) {
    const Vec3 at = eye + way * t;
    const bool known = -at.z < kNear - 1 && std::abs(at.x) < kNear / 2 - 1;
    const double wave =
        known ? swell.sample({at.x / kTile + 0.5 * kNear / kTile, -at.z / kTile}) : height({at.x, at.z}, 2);
    const double above = at.y - wave;
    if (above < 0.01) break;
    t = std::min(far, t + std::max(0.03, above * (strides > 22 ? 0.6 : 0.85) / (0.35 + std::abs(way.y))));
  }
  return t;
}

double water(const Field& swell, Vec3 eye, Vec3 way) {
  const double t = reach(swell, eye, way);
  const Vec3 p = eye + way * t;
  const double e = 0.0016 * t + 0.004;
  const int fine = t < 16 ? 6 : t < 60 ? 5 : t < 220 ? 4 : 3;
  const double h = height({p.x, p.z}, fine);
  const Vec3 n = normal(Vec3{h - height({p.x + e, p.z}, fine), e, h - height({p.x, p.z + e}, fine)});
  const double face = std::max(0.02, -dot(n, way));
  const double mirror = std::pow(1 - face, 4.2) * 0.82 + 0.03;
  Vec3 back = way + n * (2 * face);
  back.y = std::abs(back.y) + 0.02;
  back = normal(back);
  const double spark = std::max(0.0, dot(back, kMoon));
  double light = mirror * sky(back) * 1.25;
  light += 1.7 * std::pow(spark, 220) + 0.55 * std::pow(spark, 40) + 0.10 * std::pow(spark, 9);
  light += 0.035 * ramp(0.4, 1.6, h);  // moonlight through the crests
  const double foam = ramp(1.15, 1.8, h + 0.5 * fbm(Vec2{p.x, p.z} * 2.2, 4, 71)) * ramp(60, 8, t);
  light += foam * 0.34 * ramp(-0.15, 0.45, fbm(Vec2{p.x * 1.1, p.z * 2.4} * 3, 4, 72));
  return mix(light, sky(normal(Vec3{way.x, 0.015, way.z})) * 0.55, ramp(120, 700, t));
}

}  // namespace

Image draw_sea(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  const Camera camera{{0, 4.2, 0}, {0, 4.2, -10}, 1.25, {-0.05, 0.045}, 0, w, h};
  const Field swell = near_swell();
  Field light(w, h, 4);
  light.each([&](Vec2 p, double) {
    const Vec3 way = camera.ray(p);
    return way.y > -0.0035 ? sky_with_moon(way) : water(swell, camera.eye, way);
  });
  const Tone tone = [&](Vec2 p) {
    const Vec2 scraped = p + Vec2{noise(p * 0.09, 7), noise(p * 0.09, 8)} * 2.4;  // no edge comes out straight
    const double v = light.sample(scraped) * (1 + 0.05 * noise(Vec2{p.x / 9, p.y / 5}, 6));
    return 1 - 0.97 * std::pow(clamp01(1 - std::exp(-2.1 * v)), 0.80);
  };
  mezzotint(copper, {3.0, 1.2, 88}, tone);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.02;
  return pull({{&copper, kBlueBlack}}, sheet);
}

}  // namespace copper::demo
