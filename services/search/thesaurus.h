// The printmaker's words in both languages (thesaurus.txt): who looks for one of a line finds what says another, and what says
// something narrower.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace copper::search {

using Words = std::vector<std::string>;  // folded

enum class Language { danish, english };
struct Phrase {
  Words words;
  Language language;
};

// One line.
struct Meaning {
  std::vector<Phrase> phrases;   // that mean the same
  std::vector<Phrase> narrower;  // kinds and parts of it
};
const std::vector<Meaning>& thesaurus();
inline constexpr std::size_t kPhraseWordsMax = 3;  // the longest phrase there

}  // namespace copper::search
