// Danish and English: message catalogues and the forms of dates, numbers and prices (ICU).
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>

namespace copper::i18n {

enum class Language { en, da };
std::string_view code_of(Language language);  // "en", "da"
Language other(Language language);
bool parse_language(std::string_view code, Language& language);

// The best of the two for an Accept-Language header (RFC 9110 §12.5.4); English when it wants neither.
Language negotiate(std::string_view accept_language);

// One language's texts, from {"key": "text with {name} and {count, plural, one {# print} other {# prints}}"}:
// ICU MessageFormat.
class Messages {
 public:
  Messages(Language language, std::string_view catalogue_json);

  Language language() const { return language_; }
  // The text as it is. Throws std::out_of_range naming the key: a missing text is a fault found by tests.
  const std::string& text(std::string_view key) const;
  // With arguments filled in: strings and numbers.
  std::string format(std::string_view key, const boost::json::object& arguments) const;
  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

  std::string number(double value) const;                             // 1.234,5 · 1,234.5
  std::string price(double amount, std::string_view currency) const;  // 2.500 kr. · DKK 2,500
  std::string date(std::string_view iso8601) const;                   // 1. juli 2023 · 1 July 2023

 private:
  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace copper::i18n
