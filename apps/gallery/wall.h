// Hanging prints in rows: every row as high as its prints agree on and exactly as wide as the wall (R6.2).
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <vector>

namespace copper::gallery {

struct RowRule {
  std::size_t least = 3;  // prints in a row; the last row may have fewer
  std::size_t most = 4;
  double width = 3.2;  // of a good row, in units of its height
};

// How many prints each row holds, in order: the division whose rows come nearest to rule.width.
std::vector<std::size_t> rows_of(const std::vector<double>& ratios, const RowRule& rule);

// Gives each print view (with image.ratio) what the stylesheet and the browser need to hang it: `two_end` and
// `wide_end` where a row ends, `sizes`, and `eager` for the first two. The filler that a short last row
// needs, if any, is returned as {two: {digits}, wide: {digits}}.
boost::json::object hang(boost::json::array& prints, bool eager);

}  // namespace copper::gallery
