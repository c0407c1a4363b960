#include "services/search/text_query.h"

#include <gtest/gtest.h>

namespace copper::search {
namespace {

using Expected = std::vector<std::string>;

TEST(TextQuery, HasWordsPhrasesPrefixesAndWhatIsLeftOut) {
  const auto clauses = read_text("Havn \"soft  ground\" -båd aqua* -\"den gamle\" »ved vandet«");
  ASSERT_EQ(clauses.size(), 6u);
  EXPECT_EQ(clauses[0], (Clause{.words = {"havn"}}));
  EXPECT_EQ(clauses[1], (Clause{.words = {"soft", "ground"}, .quoted = true}));
  EXPECT_EQ(clauses[2], (Clause{.words = {"baad"}, .negative = true}));
  EXPECT_EQ(clauses[3], (Clause{.words = {"aqua"}, .prefix = true}));
  EXPECT_EQ(clauses[4], (Clause{.words = {"den", "gamle"}, .quoted = true, .negative = true}));
  EXPECT_EQ(clauses[5], (Clause{.words = {"ved", "vandet"}, .quoted = true}));
}

TEST(TextQuery, AHyphenJoinsAndAnApostropheVanishes) {
  EXPECT_EQ(read_text("soft-ground")[0].words, (Expected{"soft", "ground"}));
  EXPECT_EQ(read_text("l'été")[0].words, (Expected{"lete"}));
}

TEST(TextQuery, TakesAnything) {
  for (const auto* nothing : {"", "   ", "\"", "\"\"", "-", "*", "***", "-\"", "!?&|():<->", "%", "\"\" - *"}) {
    EXPECT_TRUE(read_text(nothing).empty()) << nothing;
  }
  EXPECT_EQ(read_text("\"never closed")[0].words, (Expected{"never", "closed"}));
  EXPECT_EQ(read_text("'; DROP TABLE print; --").size(), 3u);
}

}  // namespace
}  // namespace copper::search
