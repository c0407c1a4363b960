// Which document is meant.
#pragma once

#include <compare>
#include <cstdint>

namespace copper::search {

struct Key {
  bool is_gallery;
  std::int64_t id;

  auto operator<=>(const Key&) const = default;
};

}  // namespace copper::search
