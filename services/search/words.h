// Words in the form in which they are compared; the same as search_fold() in schema/0012_search_speed.sql.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copper::search {

// Lower case, æ ø å as ae oe aa, no accents, apostrophes or punctuation; one space between words.
std::string fold(std::string_view utf8);
std::vector<std::string> words_of(std::string_view utf8);

struct Span {
  std::size_t begin, end;  // bytes of the original
  std::string word;        // folded
};
// Where the words are.
std::vector<Span> spans_of(std::string_view utf8);

}  // namespace copper::search
