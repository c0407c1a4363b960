// What can be filtered and counted (R5.4), each said once: its name in the API and of which kind it is.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace copper::search {

enum class FieldKind {
  value,      // one text
  subject,    // one text in each language
  tags,       // several in each language
  galleries,  // by id
  number      // counted in steps
};

struct Field {
  std::string_view name;
  FieldKind kind;
  int step = 0;  // of numbers
  int max = 0;
};

inline constexpr std::size_t kFieldCount = 13;
std::span<const Field, kFieldCount> fields();
const Field* find_field(std::string_view name);
std::size_t index_of(const Field& field);  // in fields()

// Lets pass what has one of the values, or a number in the range.
struct Filter {
  const Field* field;
  std::vector<std::string> values;
  std::optional<double> from, to;
  bool from_open = false, to_open = false;  // the end itself does not belong to the range
};

}  // namespace copper::search
