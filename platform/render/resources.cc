#include "platform/render/resources.h"

#include <stdexcept>
#include <utility>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/file.h"

namespace copper::render {

Resources::Resources(std::span<const base::EmbeddedFile> embedded) : Resources(embedded, {}) {}

Resources::Resources(std::span<const base::EmbeddedFile> embedded, std::filesystem::path directory)
    : directory_(std::move(directory)) {
  for (const auto& file : embedded) embedded_.emplace(file.name, file.bytes);
  base::Sha256 sum;
  for (const auto& [name, bytes] : embedded_) {
    sum.update(name + '\n' + std::to_string(bytes.size()) + '\n');
    sum.update(bytes);
  }
  fingerprint_ = base::to_hex(sum.finish()).substr(0, 10);
}

std::string Resources::get(std::string_view name) const {
  const auto found = embedded_.find(name);
  if (found == embedded_.end()) throw std::out_of_range("there is no resource " + std::string(name));
  if (!directory_.empty()) {
    const auto path = directory_ / name;
    if (std::filesystem::exists(path)) return base::read_file(path);
  }
  return std::string(found->second);
}

bool Resources::has(std::string_view name) const {
  return embedded_.contains(name);
}

std::vector<std::string> Resources::names() const {
  std::vector<std::string> names;
  names.reserve(embedded_.size());
  for (const auto& [name, bytes] : embedded_) names.push_back(name);
  return names;
}

}  // namespace copper::render
