#include "services/content/queries.h"

#include <map>
#include <span>
#include <stdexcept>

#include "platform/base/embedded.h"

std::span<const copper::base::EmbeddedFile> content_queries();

namespace copper::content {
namespace {

std::string expanded(std::string_view name) {
  for (const auto& file : content_queries()) {
    if (file.name.substr(0, file.name.find('.')) != name) continue;
    std::string text;
    std::string_view rest = file.bytes;
    for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
      const auto close = rest.find("}}", open);
      text.append(rest.substr(0, open)).append(expanded(rest.substr(open + 2, close - open - 2)));
      rest.remove_prefix(close + 2);
    }
    return text.append(rest);
  }
  throw std::out_of_range("there is no query " + std::string(name));
}

std::map<std::string, std::string, std::less<>> all() {
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& file : content_queries()) {
    const auto name = file.name.substr(0, file.name.find('.'));
    texts.emplace(name, expanded(name));
  }
  return texts;
}

}  // namespace

const std::string& query(std::string_view name) {
  static const auto texts = all();
  const auto found = texts.find(name);
  if (found == texts.end()) throw std::out_of_range("there is no query " + std::string(name));
  return found->second;
}

}  // namespace copper::content
