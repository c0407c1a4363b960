// What Danish does to words and its stemmer does not undo. All words are folded (words.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copper::search {

// The other forms of a noun of one syllable that ends in a vowel, whichever form is given: "broen" → bro, broer, broens, …
// The stemmer leaves these as they are, since what it may cut off begins after the first consonant behind a vowel. Words that
// only look like it get forms that are no words. Nothing for other words.
std::vector<std::string> other_forms(std::string_view word);

// The ways to part a compound in two, with what stands between the parts left out as well: "vinterlandskab" → vinter +
// landskab, "maaneskinsnat" → maaneskin + nat. Of at least three letters each.
struct Compound {
  std::string first, last;
};
std::vector<Compound> compounds(std::string_view word);

}  // namespace copper::search
