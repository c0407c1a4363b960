// Plate sizes as people write them.
#pragma once

#include <optional>
#include <string_view>

namespace copper::content {

struct Dimensions {
  double height_mm;
  double width_mm;
};

// "245 x 320 mm", "24,5 × 32 cm" or "245x320" (millimetres), height first. nullopt for anything else, and for
// sizes outside 1 mm to 10 m.
std::optional<Dimensions> parse_dimensions(std::string_view text);

}  // namespace copper::content
