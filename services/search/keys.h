// Which document is meant.
#pragma once

#include <cstdint>
#include <utility>

namespace copper::search {

struct Key {
  bool is_gallery;
  std::int64_t id;

  bool operator<(const Key& other) const { return std::pair(is_gallery, id) < std::pair(other.is_gallery, other.id); }
};

}  // namespace copper::search
