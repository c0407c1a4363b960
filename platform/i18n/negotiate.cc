#include <algorithm>
#include <charconv>
#include <cstdint>

#include "platform/i18n/messages.h"

namespace copper::i18n {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "0.8" in thousandths; 0 for what is not a weight.
int weight_of(std::string_view text) {
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || weight < 0 || weight > 1) return 0;
  return static_cast<int>(weight * 1000);
}

bool is_language(std::string_view tag, std::string_view code) {
  return tag.size() >= 2 && (tag.size() == 2 || tag[2] == '-') && (tag[0] | 0x20) == code[0] &&
         (tag[1] | 0x20) == code[1];
}

}  // namespace

std::string_view code_of(Language language) {
  return language == Language::da ? "da" : "en";
}

Language other(Language language) {
  return language == Language::da ? Language::en : Language::da;
}

bool parse_language(std::string_view code, Language& language) {
  if (code != "en" && code != "da") return false;
  language = code == "da" ? Language::da : Language::en;
  return true;
}

Language negotiate(std::string_view accept_language) {
  int danish = -1;  // -1: not named
  int english = -1;
  int any = 0;
  while (!accept_language.empty()) {
    const auto comma = std::min(accept_language.find(','), accept_language.size());
    const std::string_view range = trimmed(accept_language.substr(0, comma));
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));

    const auto semicolon = std::min(range.find(';'), range.size());
    const std::string_view tag = trimmed(range.substr(0, semicolon));
    const std::string_view parameter = trimmed(range.substr(std::min(semicolon + 1, range.size())));
    const int weight = parameter.empty()                                            ? 1000
                       : parameter.starts_with("q=") || parameter.starts_with("Q=") ? weight_of(parameter.substr(2))
                                                                                    : 0;
    if (tag == "*") any = std::max(any, weight);
    if (is_language(tag, "da")) danish = std::max(danish, weight);
    if (is_language(tag, "en")) english = std::max(english, weight);
  }
  const int danish_weight = danish < 0 ? any : danish;
  const int english_weight = english < 0 ? any : english;
  // Who names Danish and is indifferent otherwise means Danish; a mere "*" is not a wish for it.
  if (danish_weight == english_weight) return danish > 0 && english < 0 ? Language::da : Language::en;
  return danish_weight > english_weight ? Language::da : Language::en;
}

}  // namespace copper::i18n
