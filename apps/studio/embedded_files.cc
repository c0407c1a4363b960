#include <vector>

#include "apps/studio/studio.h"

std::span<const copper::base::EmbeddedFile> studio_templates();
std::span<const copper::base::EmbeddedFile> studio_assets();

namespace copper::studio {

std::span<const base::EmbeddedFile> embedded_files() {
  static const auto files = [] {
    std::vector<base::EmbeddedFile> all(studio_templates().begin(), studio_templates().end());
    all.insert(all.end(), studio_assets().begin(), studio_assets().end());
    return all;
  }();
  return files;
}

}  // namespace copper::studio
