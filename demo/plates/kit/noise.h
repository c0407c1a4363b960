// Smooth noise in the plane and in space: the irregularity of hand, acid, stone and paper.
// Every function is pure; values lie in about [-1, 1] and average zero.
#pragma once

#include <cstdint>

#include "demo/plates/kit/vec.h"

namespace copper::demo {

double noise(Vec2 p, std::uint32_t seed);
double noise(Vec3 p, std::uint32_t seed);

// Octaves of noise, each twice as fine and half as strong.
double fbm(Vec2 p, int octaves, std::uint32_t seed);
double fbm(Vec3 p, int octaves, std::uint32_t seed);

// One random value in [0, 1) for an integer cell.
double cell_value(int x, int y, std::uint32_t seed);

// The cell of an irregular tiling (unit size) that holds p: its own random value, the distance to its centre
// and to the border.
struct Cell {
  double value;
  double to_centre;
  double to_border;
  Vec2 centre;
};
Cell cell(Vec2 p, std::uint32_t seed);

}  // namespace copper::demo
