#include "services/search/danish.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace copper::search {
namespace {

bool has(const std::vector<std::string>& all, const std::string& word) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

TEST(Danish, ShortNounsHaveFormsThatTheStemmerDoesNotKnow) {
  for (const std::string noun : {"bro", "by", "soe", "trae", "aa", "oe"}) {
    EXPECT_TRUE(has(other_forms(noun), noun + "en")) << noun;
    for (const std::string ending : {"en", "er", "erne", "ens"}) {
      EXPECT_TRUE(has(other_forms(noun + ending), noun)) << noun + ending;
      EXPECT_FALSE(has(other_forms(noun + ending), noun + ending)) << "the others only";
    }
  }
  EXPECT_TRUE(has(other_forms("traeet"), "traeer"));
}

TEST(Danish, OtherWordsAreLeftToTheStemmer) {
  for (const std::string word : {"havnen", "landskaber", "tree", "en", "er", "", "nat"}) {
    EXPECT_TRUE(other_forms(word).empty()) << word;
  }
}

TEST(Danish, CompoundsArePartedWithAndWithoutWhatLinksThem) {
  const auto holds = [](const std::string& word, const std::string& first, const std::string& last) {
    const auto all = compounds(word);
    return std::any_of(all.begin(), all.end(), [&](const Compound& c) { return c.first == first && c.last == last; });
  };
  EXPECT_TRUE(holds("vinterlandskab", "vinter", "landskab"));
  EXPECT_TRUE(holds("maaneskinsnat", "maaneskin", "nat"));
  EXPECT_TRUE(holds("julehjerter", "jul", "hjerter"));
  EXPECT_FALSE(holds("vindue", "vind", "ue")) << "parts have three letters";
  EXPECT_TRUE(compounds("nat").empty());
  EXPECT_TRUE(holds("שלום", "של", "ום")) << "no letter is parted";
  EXPECT_EQ(compounds("שלום").size(), 1u);
}

}  // namespace
}  // namespace copper::search
