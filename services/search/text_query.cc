#include "services/search/text_query.h"

#include <algorithm>
#include <utility>

#include "services/search/words.h"

namespace copper::search {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";
// " and the quotation marks of both languages.
constexpr std::string_view kQuotes[] = {"\"", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xC2\xBB", "\xC2\xAB", "\xE2\x80\x9E"};

// The length of the quotation mark `text` begins with; 0 for none.
std::size_t quote_at(std::string_view text) {
  for (const auto quote : kQuotes) {
    if (text.starts_with(quote)) return quote.size();
  }
  return 0;
}

// Up to the next quotation mark or, outside of quotation, space.
std::string_view take(std::string_view& rest, bool quoted) {
  std::size_t end = 0;
  while (end < rest.size() && quote_at(rest.substr(end)) == 0 &&
         (quoted || kSpaces.find(rest[end]) == std::string_view::npos)) {
    ++end;
  }
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end);
  if (quoted) rest.remove_prefix(quote_at(rest));
  return taken;
}

}  // namespace

std::vector<Clause> read_text(std::string_view rest) {
  std::vector<Clause> clauses;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpaces), rest.size()));
    if (rest.empty()) return clauses;
    Clause clause;
    clause.negative = rest.starts_with('-');
    if (clause.negative) rest.remove_prefix(1);
    const auto quote = quote_at(rest);
    rest.remove_prefix(quote);
    clause.quoted = quote > 0;
    const auto text = take(rest, clause.quoted);
    clause.prefix = !clause.quoted && text.ends_with('*');
    clause.words = words_of(text);
    if (!clause.words.empty()) clauses.push_back(std::move(clause));
  }
}

}  // namespace copper::search
