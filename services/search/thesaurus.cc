#include "services/search/thesaurus.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>

#include "platform/base/embedded.h"
#include "services/search/words.h"

std::span<const copper::base::EmbeddedFile> search_files();

namespace copper::search {
namespace {

std::string_view text_of(std::string_view name) {
  for (const auto& file : search_files()) {
    if (file.name == name) return file.bytes;
  }
  throw std::out_of_range("there is no file " + std::string(name));
}

// Danish before =, English behind it.
std::vector<Phrase> phrases_of(std::string_view text) {
  std::vector<Phrase> phrases;
  const auto equals = std::min(text.find('='), text.size());
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find_first_of("=,", start), text.size());
    auto words = words_of(text.substr(start, end - start));
    if (words.size() > kPhraseWordsMax) throw std::logic_error("too long for the thesaurus: " + std::string(text));
    if (!words.empty()) phrases.push_back({std::move(words), start <= equals ? Language::danish : Language::english});
    start = end + 1;
  }
  return phrases;
}

std::vector<Meaning> read() {
  std::vector<Meaning> meanings;
  const auto text = text_of("thesaurus.txt");
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const auto line = text.substr(start, end - start);
    const auto narrower = std::min(line.find('>'), line.size());
    if (!line.empty() && !line.starts_with('#'))
      meanings.push_back({phrases_of(line.substr(0, narrower)), phrases_of(line.substr(narrower))});
    start = end + 1;
  }
  return meanings;
}

}  // namespace

const std::vector<Meaning>& thesaurus() {
  static const auto meanings = read();
  return meanings;
}

}  // namespace copper::search
