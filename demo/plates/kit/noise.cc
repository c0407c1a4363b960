#include "demo/plates/kit/noise.h"

namespace copper::demo {
namespace {

std::uint32_t hash(std::int32_t x, std::int32_t y, std::int32_t z, std::uint32_t seed) {
  std::uint32_t h = seed * 0x9e3779b1U + static_cast<std::uint32_t>(x) * 0x85ebca77U +
                    static_cast<std::uint32_t>(y) * 0xc2b2ae3dU + static_cast<std::uint32_t>(z) * 0x27d4eb2fU;
  h = (h ^ (h >> 15)) * 0x2c1b3c6dU;
  h = (h ^ (h >> 12)) * 0x297a2d39U;
  return h ^ (h >> 15);
}

double unit(std::uint32_t h) {
  return static_cast<double>(h) * 0x1.0p-32;
}

double quintic(double t) {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

double gradient(std::uint32_t h, double x, double y) {
  static constexpr double kDiagonal = 0.70710678;
  switch (h >> 29) {
    case 0: return x;
    case 1: return -x;
    case 2: return y;
    case 3: return -y;
    case 4: return (x + y) * kDiagonal;
    case 5: return (x - y) * kDiagonal;
    case 6: return (y - x) * kDiagonal;
    default: return -(x + y) * kDiagonal;
  }
}

template <class P>
double octaves_of(P p, int octaves, std::uint32_t seed) {
  double sum = 0, weight = 0.5, total = 0;
  for (int i = 0; i < octaves; ++i) {
    sum += weight * noise(p, seed + static_cast<std::uint32_t>(i) * 101U);
    total += weight;
    p = p * 2.03;
    weight *= 0.5;
  }
  return total > 0 ? sum / total : 0;
}

}  // namespace

double noise(Vec2 p, std::uint32_t seed) {
  const double fx = std::floor(p.x), fy = std::floor(p.y);
  const auto ix = static_cast<std::int32_t>(fx), iy = static_cast<std::int32_t>(fy);
  const double x = p.x - fx, y = p.y - fy;
  const double u = quintic(x), v = quintic(y);
  const double top = mix(gradient(hash(ix, iy, 0, seed), x, y), gradient(hash(ix + 1, iy, 0, seed), x - 1, y), u);
  const double low =
      mix(gradient(hash(ix, iy + 1, 0, seed), x, y - 1), gradient(hash(ix + 1, iy + 1, 0, seed), x - 1, y - 1), u);
  return 1.6 * mix(top, low, v);
}

double noise(Vec3 p, std::uint32_t seed) {
  const double fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
  const auto ix = static_cast<std::int32_t>(fx), iy = static_cast<std::int32_t>(fy), iz = static_cast<std::int32_t>(fz);
  const double u = quintic(p.x - fx), v = quintic(p.y - fy), w = quintic(p.z - fz);
  const auto plane = [&](std::int32_t z) {
    const double top = mix(unit(hash(ix, iy, z, seed)), unit(hash(ix + 1, iy, z, seed)), u);
    const double low = mix(unit(hash(ix, iy + 1, z, seed)), unit(hash(ix + 1, iy + 1, z, seed)), u);
    return mix(top, low, v);
  };
  return 2 * mix(plane(iz), plane(iz + 1), w) - 1;
}

double fbm(Vec2 p, int octaves, std::uint32_t seed) {
  return octaves_of(p, octaves, seed);
}
double fbm(Vec3 p, int octaves, std::uint32_t seed) {
  return octaves_of(p, octaves, seed);
}

double cell_value(int x, int y, std::uint32_t seed) {
  return unit(hash(x, y, 7, seed));
}

Cell cell(Vec2 p, std::uint32_t seed) {
  const auto ix = static_cast<std::int32_t>(std::floor(p.x)), iy = static_cast<std::int32_t>(std::floor(p.y));
  Cell best{0, 1e9, 0, {}};
  double second = 1e9;
  for (std::int32_t dy = -1; dy <= 1; ++dy) {
    for (std::int32_t dx = -1; dx <= 1; ++dx) {
      const std::uint32_t h = hash(ix + dx, iy + dy, 3, seed);
      const Vec2 centre{ix + dx + 0.1 + 0.8 * unit(h), iy + dy + 0.1 + 0.8 * unit(h * 0x85ebca77U + 1)};
      const double d = length(p - centre);
      if (d < best.to_centre) {
        second = best.to_centre;
        best = {unit(h * 0xc2b2ae3dU + 9), d, 0, centre};
      } else if (d < second) {
        second = d;
      }
    }
  }
  best.to_border = (second - best.to_centre) / 2;
  return best;
}

}  // namespace copper::demo
