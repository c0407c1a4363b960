#include "services/search/thesaurus.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace copper::search {
namespace {

TEST(Thesaurus, HasMoreThanEightyMeaningsInBothLanguages) {
  const auto is_in_both = [](const Meaning& meaning) {
    const auto has = [&](Language language) {
      return std::any_of(meaning.phrases.begin(), meaning.phrases.end(),
                         [&](const Phrase& phrase) { return phrase.language == language; });
    };
    return has(Language::danish) && has(Language::english);
  };
  EXPECT_GE(std::count_if(thesaurus().begin(), thesaurus().end(), is_in_both), 80);
}

}  // namespace
}  // namespace copper::search
