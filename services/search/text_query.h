// What a person typed into the search box, as clauses; anything can be typed, nothing is an error.
//
//   read_text("havn \"soft ground\" -boat aqua*")
//   // havn | the words soft ground beside each other | not boat | what begins with aqua
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copper::search {

struct Clause {
  std::vector<std::string> words;  // folded (words.h); several are a phrase
  bool quoted = false;             // as it stands: no corrections, no synonyms
  bool negative = false;
  bool prefix = false;  // the last word is the beginning of one

  bool operator==(const Clause&) const = default;
};

// A quotation mark that is never closed is closed at the end. What has no letters or digits is left out.
std::vector<Clause> read_text(std::string_view rest);

}  // namespace copper::search
