// The hand that draws single lines: they taper, waver a little, press harder here and there, and skip.
#pragma once

#include <functional>

#include "demo/plates/kit/copper.h"
#include "demo/plates/kit/random.h"

namespace copper::demo {

struct Needle {
  double width = 2.6;     // pixels
  double depth = 1;       // ink held where fully pressed
  double taper = 26;      // pixels over which a line's ends run out
  double waver = 1.2;     // sideways, pixels
  double pressure = 0.3;  // how much the width swells and shrinks along the line, fraction
};

// One line along the path. `weight(point)` scales width and depth there; below 0.12 the needle leaves the
// plate.
using Weight = std::function<double(Vec2)>;
void scratch(Strokes& out, const Path& path, const Needle& needle, Random& random, const Weight& weight = {});

// An outline as a draughtsman sets it: in several overlapping pulls, some overshooting, with gaps where
// `weight` is low.
void outline(Strokes& out, const Path& path, const Needle& needle, Random& random, const Weight& weight = {},
             double pull_length = 260);

// A short straight or slightly bent touch from a to b.
void touch(Strokes& out, Vec2 a, Vec2 b, double bend, const Needle& needle, Random& random);

}  // namespace copper::demo
