#include "services/search/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "platform/base/embedded.h"
#include "platform/db/test_database.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::search {
namespace {

class SearchLexiconTest : public testing::Test {
 protected:
  // The phrases that a text is looked for as, each word as it is.
  std::vector<std::string> phrases(const std::string& text) {
    std::vector<std::string> found;
    const TextQuery query = lexicon_.query(read_text(text), {});
    for (const auto& option : query.wanted.at(0).options) {
      if (option.words.size() < 2) continue;
      std::string phrase;
      for (const auto& forms : option.words) phrase += (phrase.empty() ? "" : " ") + forms[0].text;
      found.push_back(phrase);
    }
    return found;
  }

  db::TestDatabase database_{schema()};
  db::Pool pool_{database_.url()};
  Documents documents_{pool_};
  Lexicon lexicon_{pool_, documents_};
};

TEST_F(SearchLexiconTest, KnowsWordsAsTheyAreBeforeTheirStems) {
  EXPECT_EQ(phrases("plads"), std::vector<std::string>{"market place"});
  EXPECT_EQ(phrases("plade"), std::vector<std::string>()) << "plade and plads have one stem";
}

TEST_F(SearchLexiconTest, LooksForAWordOnlyWhereItSaysSomething) {
  const TextQuery query = lexicon_.query(read_text("ice"), {});
  const auto& options = query.wanted.at(0).options;
  const auto is =
      std::find_if(options.begin(), options.end(), [](const Option& o) { return o.words[0][0].text == "is"; });
  ASSERT_NE(is, options.end());
  EXPECT_EQ(is->side, Side::da) << "not the English is";
  EXPECT_FALSE(query.marks.contains("is"));
  EXPECT_EQ(options[0].side, std::nullopt);
}

TEST_F(SearchLexiconTest, LeavesOutPhrasesOfWhichOneWordSuffices) {
  EXPECT_EQ(phrases("plate"), std::vector<std::string>()) << "without printing plate";
  EXPECT_EQ(phrases("kobberplade"), std::vector<std::string>{"copper plate"});
  EXPECT_EQ(phrases("printing plate"), (std::vector<std::string>{"printing plate"}));
}

}  // namespace
}  // namespace copper::search
