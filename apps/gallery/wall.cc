#include "apps/gallery/wall.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "apps/gallery/images.h"
#include "apps/gallery/reading.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

constexpr RowRule kTwo{.least = 2, .most = 2, .width = 2};
constexpr RowRule kWide{};

double sum(const std::vector<double>& ratios, std::size_t from, std::size_t to) {
  double total = 0;
  for (std::size_t i = from; i < to; ++i) total += ratios[i];
  return total;
}

double cost_of_row(double width, const RowRule& rule, bool is_short) {
  // A short row is filled up with empty wall: its height is right, but the emptier it is, the less finished
  // it looks.
  const double off = std::log(width / rule.width);
  return is_short ? 0.1 + std::abs(off) / 2 : off * off;
}

// Says of every print how its row is divided: the print's share of the width, and where the row ends.
struct Place {
  double share = 1;
  bool ends_row = false;
};

struct Layout {
  std::vector<Place> places;
  double filler = 0;  // in units of the last row's height
};

Layout layout_of(const std::vector<double>& ratios, const RowRule& rule) {
  Layout layout;
  std::size_t first = 0;
  double above = rule.width;  // of the row above
  for (const std::size_t count : rows_of(ratios, rule)) {
    const double total = sum(ratios, first, first + count);
    const bool is_short = count < rule.least;
    // A short row is as high as the one above it, or as a good one would be.
    layout.filler = is_short ? std::max(0.0, above - total) : 0;
    for (std::size_t i = first; i < first + count; ++i) {
      layout.places.push_back({ratios[i] / (total + layout.filler), i + 1 == first + count});
    }
    above = total;
    first += count;
  }
  return layout;
}

// The wall leaves about 8% of the window to margins; a browser that needs more than two device pixels for one
// is content with two (1 MB on a phone, R6.2).
std::string sizes_of(double two, double wide) {
  const auto percent = [](double share) { return std::to_string(static_cast<int>(std::ceil(share * 92))); };
  return "(min-width: 2400px) " + std::to_string(static_cast<int>(std::ceil(wide * 2080))) +
         "px, (min-width: 1024px) " + percent(wide) + "vw, (min-width: 768px) " + percent(two) +
         "vw, (min-resolution: 2.5dppx) 60vw, 92vw";
}

json::value filler_view(double filler) {
  if (filler < 0.05) return nullptr;
  return json::object{{"digits", digit_classes(filler)}};
}

}  // namespace

std::vector<std::size_t> rows_of(const std::vector<double>& ratios, const RowRule& rule) {
  const std::size_t count = ratios.size();
  // best[i]: the least cost of hanging the first i prints; from[i]: where the last row of that hanging
  // begins.
  std::vector<double> best(count + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(count + 1, 0);
  best[0] = 0;
  for (std::size_t end = 1; end <= count; ++end) {
    for (std::size_t size = 1; size <= std::min(rule.most, end); ++size) {
      const bool is_short = size < rule.least;
      if (is_short && end != count) continue;
      const double cost = best[end - size] + cost_of_row(sum(ratios, end - size, end), rule, is_short);
      if (cost < best[end]) {
        best[end] = cost;
        from[end] = end - size;
      }
    }
  }
  std::vector<std::size_t> rows;
  for (std::size_t end = count; end > 0; end = from[end]) rows.insert(rows.begin(), end - from[end]);
  return rows;
}

json::object hang(json::array& prints, bool eager) {
  std::vector<double> ratios;
  ratios.reserve(prints.size());
  for (const json::value& print : prints) {
    const double ratio = number_in(object_in(print.as_object(), "image"), "ratio");
    ratios.push_back(ratio > 0 ? ratio : 1.0);
  }
  const Layout two = layout_of(ratios, kTwo);
  const Layout wide = layout_of(ratios, kWide);
  for (std::size_t i = 0; i < prints.size(); ++i) {
    json::object& print = prints[i].as_object();
    print["sizes"] = sizes_of(two.places[i].share, wide.places[i].share);
    print["two_end"] = two.places[i].ends_row && i + 1 < prints.size();
    print["wide_end"] = wide.places[i].ends_row && i + 1 < prints.size();
    print["first"] = eager && i == 0;
    print["eager"] = eager && i < 2;
  }
  return {{"two", filler_view(two.filler)}, {"wide", filler_view(wide.filler)}};
}

}  // namespace copper::gallery
