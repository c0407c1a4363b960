#include "services/search/danish.h"

#include <array>

namespace copper::search {
namespace {

constexpr std::string_view kVowels = "aeiouy";
constexpr std::array<std::string_view, 9> kFinalVowels = {"a", "e", "i", "o", "u", "y", "ae", "oe", "aa"};
constexpr std::array<std::string_view, 8> kEndings = {"en", "et", "er", "ens", "ets", "ers", "erne", "ernes"};
constexpr std::size_t kPartLengthMin = 3;

bool is_short_noun(std::string_view word) {
  const auto vowel = word.find_first_of(kVowels);
  if (word.size() < 2 || vowel == std::string_view::npos) return false;
  for (const auto& last : kFinalVowels) {
    if (word.substr(vowel) == last) return true;
  }
  return false;
}

std::string_view without_ending(std::string_view word) {
  for (const auto& ending : kEndings) {
    if (!word.ends_with(ending)) continue;
    const auto noun = word.substr(0, word.size() - ending.size());
    if (is_short_noun(noun)) return noun;
  }
  return is_short_noun(word) ? word : std::string_view();
}

}  // namespace

std::vector<std::string> other_forms(std::string_view word) {
  std::vector<std::string> forms;
  const auto noun = without_ending(word);
  if (noun.empty()) return forms;
  if (noun != word) forms.emplace_back(noun);
  for (const auto& ending : kEndings) {
    std::string form = std::string(noun).append(ending);
    if (form != word) forms.push_back(std::move(form));
  }
  return forms;
}

std::vector<Compound> compounds(std::string_view word) {
  std::vector<Compound> all;
  for (std::size_t at = kPartLengthMin; at + kPartLengthMin <= word.size(); ++at) {
    if ((word[at] & 0xC0) == 0x80) continue;  // within a letter: of another script, for æ, ø and å are folded
    const std::string first(word.substr(0, at));
    const std::string last(word.substr(at));
    all.push_back({first, last});
    const bool has_link = first.back() == 's' || first.back() == 'e';
    if (has_link && at > kPartLengthMin) all.push_back({first.substr(0, at - 1), last});
  }
  return all;
}

}  // namespace copper::search
