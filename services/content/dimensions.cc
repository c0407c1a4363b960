#include "services/content/dimensions.h"

#include <algorithm>
#include <string>

namespace copper::content {
namespace {

// Reads from the front of a text; what it does not find it leaves there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool skip(std::string_view word) {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  // Up to five digits, and up to two after a comma or point.
  std::optional<double> number() {
    skip("");
    const std::string whole = digits(5);
    if (whole.empty()) return std::nullopt;
    std::string fraction;
    if (rest_.starts_with(',') || rest_.starts_with('.')) {
      rest_.remove_prefix(1);
      fraction = digits(2);
      if (fraction.empty()) return std::nullopt;
    }
    return std::stod(whole + "." + fraction);
  }

  // What the unit that follows is in millimetres.
  std::optional<double> millimetres() {
    if (skip("mm")) return 1;
    return skip("cm") ? std::optional(10.0) : std::nullopt;
  }

  bool at_end() { return skip("") && rest_.empty(); }

 private:
  std::string digits(std::size_t count_max) {
    const auto end =
        std::find_if_not(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(std::min(count_max, rest_.size())),
                         [](char c) { return c >= '0' && c <= '9'; });
    std::string found(rest_.begin(), end);
    rest_.remove_prefix(found.size());
    return found;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Dimensions> parse_dimensions(std::string_view text) {
  Scanner in(text);
  const auto height = in.number();
  const auto height_unit = in.millimetres();
  const bool times = in.skip("x") || in.skip("X") || in.skip("×");
  const auto width = in.number();
  const auto unit = in.millimetres();
  if (!height || !times || !width || !in.at_end()) return std::nullopt;
  const auto in_range = [](double mm) { return mm >= 1 && mm <= 10'000; };
  // "24 x 32 cm": a unit at the end is that of both.
  const Dimensions found{*height * height_unit.value_or(unit.value_or(1)), *width * unit.value_or(1)};
  if (!in_range(found.height_mm) || !in_range(found.width_mm)) return std::nullopt;
  return found;
}

}  // namespace copper::content
