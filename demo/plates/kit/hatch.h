// Hatching: needle lines that follow a direction and lie closer and heavier where the tone asks for it.
// A layer is grown line by line, each next to one already drawn, as a hand does it, so that lines run evenly
// side by side round any form, begin and end in taper, and leave bare copper where the tone is light.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "demo/plates/kit/copper.h"

namespace copper::demo {

using Tone = std::function<double(Vec2)>;   // 0 bare paper ... 1 black, at a plate point
using Angle = std::function<double(Vec2)>;  // radians, y pointing down; a line has no head, so a and a + pi are one
using Area = std::function<int(Vec2)>;      // lines stop where this number changes

struct Hatching {
  double width = 2.4;      // of a line at middle tone, pixels
  double nearest = 5.5;    // least distance between lines
  double farthest = 17;    // greatest; lighter than that is bare
  double length_min = 70;  // a stroke's length before the hand lifts
  double length_max = 300;
  double wander = 0.06;      // slow drift of the angle, radians
  double patch_angle = 0.1;  // difference of angle between neighbouring patches of strokes, radians
  double patch_size = 320;   // pixels
  double waver = 0.8;        // sideways, pixels
  double depth = 1;          // ink of a fully bitten line
  double fade = 0.35;        // how much shallower the lightest lines are bitten
  std::uint32_t seed = 1;
};

// One layer: `cover` is the fraction of paper its lines shall cover.
Strokes hatch_layer(int width, int height, const Hatching& how, const Tone& cover, const Angle& angle,
                    const Area& area = {});

// What layer i of n must cover so that all together make the tone: the first takes the lights, the last only
// shadows.
double layer_cover(double tone, int i, int n, double fullest = 0.46);

// Crossed layers, one per angle, together reaching the tone.
struct CrossHatching {
  Hatching how;
  std::vector<Angle> angles;
  double fullest = 0.46;  // a layer's cover before the next one starts
};
void cross_hatch(Copper& copper, const CrossHatching& how, const Tone& tone, const Area& area = {});

inline Angle straight_angle(double radians) {
  return [radians](Vec2) { return radians; };
}

}  // namespace copper::demo
