// Files that belong to the program: templates, assets, message catalogues. Compiled in, or read from disk
// while someone works on them (COPPER_RESOURCES names the repository's root).
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/embedded.h"

namespace copper::render {

class Resources {
 public:
  explicit Resources(std::span<const base::EmbeddedFile> embedded);
  // Names that are found below `directory` are read from there at every find().
  Resources(std::span<const base::EmbeddedFile> embedded, std::filesystem::path directory);

  // The bytes; throws std::out_of_range naming the file when there is none.
  std::string get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> names() const;
  // Ten hexadecimal digits that change with any embedded byte: the cache-busting part of asset URLs.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  std::map<std::string, std::string_view, std::less<>> embedded_;
  std::filesystem::path directory_;
  std::string fingerprint_;
};

}  // namespace copper::render
