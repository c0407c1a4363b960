#include "services/search/filters.h"

#include <algorithm>

namespace copper::search {
namespace {

constexpr Field kFields[kFieldCount] = {
    {"year", FieldKind::number, 10, 2100},
    {"medium", FieldKind::value},
    {"technique", FieldKind::value},
    {"plateType", FieldKind::value},
    {"paperType", FieldKind::value},
    {"subject", FieldKind::subject},
    {"style", FieldKind::value},
    {"availability", FieldKind::value},
    {"tags", FieldKind::tags},
    {"gallery", FieldKind::galleries},
    {"height", FieldKind::number, 100, 100'000},
    {"width", FieldKind::number, 100, 100'000},
    {"price", FieldKind::number, 1000, 1'000'000'000},
};

}  // namespace

std::span<const Field, kFieldCount> fields() {
  return kFields;
}

const Field* find_field(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& f) { return f.name == name; });
  return found == std::end(kFields) ? nullptr : found;
}

std::size_t index_of(const Field& field) {
  return static_cast<std::size_t>(&field - kFields);
}

}  // namespace copper::search
