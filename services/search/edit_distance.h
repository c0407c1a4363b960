// How many letters to insert, leave out, replace or swap with their neighbour to come from one word to the other
// (optimal string alignment).
#pragma once

#include <cstddef>
#include <string_view>

namespace copper::search {

std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace copper::search
