// Handwriting in pencil: a plain upright hand of single strokes, for the margin below the plate.
#pragma once

#include <string_view>

#include "demo/plates/kit/needle.h"

namespace copper::demo {

// Writes `text` (UTF-8: letters with æ ø å, digits, space, / . , -) from `start` on its base line; `x_height`
// in pixels. Characters without a shape leave a space. Returns the width written.
double write_pencil(Strokes& out, std::string_view text, Vec2 start, double x_height, Random& random);
double pencil_width(std::string_view text, double x_height);

// The artist's signature, "M. Holm", in one flourish; returns its width.
double sign_pencil(Strokes& out, Vec2 start, double x_height, Random& random);
inline constexpr double kSignatureWidth = 9.4;  // in x-heights

}  // namespace copper::demo
