// A field of directions drawn by a few guide lines: near a guide, strokes follow it; between guides they turn
// evenly.
#pragma once

#include <memory>
#include <vector>

#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/path.h"

namespace copper::demo {

Angle guided(int width, int height, const std::vector<Path>& guides);

// A tone or direction that is costly to work out, noted once on a grid of `scale` pixels and read from there.
Tone noted(int width, int height, int scale, const Tone& tone);

}  // namespace copper::demo
