#include "services/search/matches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "platform/base/error.h"

namespace copper::search {
namespace {

class SearchMatchesTest : public testing::Test {
 protected:
  // Of texts as PostgreSQL's tsvectors.
  void add(const std::string& english, const std::string& danish, const std::string& internal = "") {
    const auto slot = static_cast<Slot>(table_.documents.size());
    table_.words.add(slot, english, Side::en);
    table_.words.add(slot, danish, Side::da);
    table_.words.add(slot, internal, std::nullopt);
    table_.add({.id = slot + 1, .is_public = true}, {}, kNever);
  }

  static Option word(const std::string& text) { return {.words = {{{text}}}}; }
  static Option phrase(const std::string& first, const std::string& second) {
    return {.words = {{{first}}, {{second}}}, .beside = true};
  }
  static TextQuery all_of(const std::vector<Option>& options) {
    TextQuery query;
    for (const auto& option : options) query.wanted.push_back({.options = {option}, .exact = 1});
    return query;
  }

  // Slots, the best first.
  std::string found(const TextQuery& query, Side language = Side::en, bool is_public = true) const {
    auto matches = match(table_, query, language, is_public);
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
    std::string text;
    for (const auto& one : matches) text += (text.empty() ? "" : " ") + std::to_string(one.slot);
    return text;
  }

  Table table_;
};

TEST_F(SearchMatchesTest, HaveAllWordsOrAnyAndNoneThatIsUnwanted) {
  add("'boat':1A 'sea':2A", "");
  add("'boat':1A", "");
  add("'sea':1A 'storm':2A", "");
  TextQuery query = all_of({word("boat"), word("sea")});
  EXPECT_EQ(found(query), "0");
  query.any = true;
  EXPECT_EQ(found(query), "0 1 2");
  query.unwanted = {word("storm")};
  EXPECT_EQ(found(query), "0 1");
  EXPECT_EQ(found(all_of({{.words = {{{"sto", true}}}}})), "2");
  EXPECT_EQ(found(all_of({{.words = {{{"sea"}}, {{"boat"}, {"storm"}}}}})), "0 2");
}

TEST_F(SearchMatchesTest, AreRankedByWhereWordsStand) {
  add("'boat':9", "");
  add("'boat':9C", "");
  add("'boat':9B", "");
  add("'boat':1A", "");
  add("'boat':1A,9C", "");
  EXPECT_EQ(found(all_of({word("boat")})), "4 3 2 1 0");
  TextQuery query = all_of({word("boat")});
  query.weights = "AB";
  EXPECT_EQ(found(query), "3 4 2");
}

TEST_F(SearchMatchesTest, InTheVisitorsLanguageComeFirst) {
  add("", "'portrait':1A");
  add("'portrait':1A", "");
  EXPECT_EQ(found(all_of({word("portrait")}), Side::da), "0 1");
  EXPECT_EQ(found(all_of({word("portrait")}), Side::en), "1 0");
}

TEST_F(SearchMatchesTest, HaveThePhrase) {
  add("'soft':1A 'ground':2A", "");
  add("'ground':1A 'soft':2A", "");
  add("'soft':1A", "'ground':1A");
  add("'soft':1C,4C 'ground':3C,5C", "");
  EXPECT_EQ(found(all_of({phrase("soft", "ground")})), "0 3");
  TextQuery query = all_of({word("soft")});
  query.unwanted = {phrase("soft", "ground")};
  EXPECT_EQ(found(query), "1 2");
}

TEST_F(SearchMatchesTest, HaveThePhraseInAnyOfItsForms) {
  add("'ground':3A,300C 'grounds':9A 'soft':2A 'varnish':10A", "");
  add("'ground':3A 'soft':2A 'softer':8C 'varnish':4A", "");
  add("'ground':2A 'soft':1A 'varnish':4A", "");
  add("'soft':1A 'ground':2B 'varnish':3A", "");
  const Option phrase = {.words = {{{"soft"}, {"softer"}}, {{"grounds"}, {"ground"}}, {{"varnish"}}}, .beside = true};
  EXPECT_EQ(found(all_of({phrase})), "1");
  EXPECT_EQ(found(all_of({{.words = {{{"soft"}}, {{"gr", true}}}, .beside = true}})), "0 1 2")
      << "what is in two places is not beside";
}

TEST_F(SearchMatchesTest, AreInTextsOfTheLanguageThatIsAskedFor) {
  add("'is':2C", "");
  add("", "'is':2C");
  add("'is':2", "", "'is':1");
  EXPECT_EQ(found(all_of({{.words = {{{"is"}}}, .side = Side::da}}), Side::en, false), "1");
  EXPECT_EQ(found(all_of({{.words = {{{"is"}}, {{"is"}}}, .side = Side::en}}), Side::en, false), "0");
}

TEST_F(SearchMatchesTest, AreFoundBetweenAnyNumberOfOthers) {
  for (int i = 0; i < 10'000; ++i) add(i % 4000 == 3999 ? "'soft':1A 'ground':2A" : "'soft':1A,90A,9000C", "");
  EXPECT_EQ(found(all_of({word("ground")})), "3999 7999");
  EXPECT_EQ(found(all_of({phrase("soft", "ground")})), "3999 7999");
  EXPECT_EQ(found(all_of({word("soft"), {.words = {{{"gr", true}}}}})), "3999 7999");
}

TEST_F(SearchMatchesTest, AreGivenUpWhenTheyTakeTooLong) {
  add("'boat':1A", "");
  EXPECT_THROW(match(table_, all_of({word("boat")}), Side::en, true, std::chrono::steady_clock::now()), Error);
}

TEST_F(SearchMatchesTest, InInternalWordsAreTheArtists) {
  add("'soft':1A 'ground':5A", "", "'soft':1 'ground':2 'cellar':3");
  EXPECT_EQ(found(all_of({word("cellar")})), "");
  EXPECT_EQ(found(all_of({phrase("soft", "ground")})), "");
  EXPECT_EQ(found(all_of({word("cellar")}), Side::en, false), "0");
  EXPECT_EQ(found(all_of({phrase("soft", "ground")}), Side::en, false), "0");
}

TEST_F(SearchMatchesTest, AreTheSameWithoutWhatChangedDocumentsLeftBehind) {
  add("'boat':1A", "");
  add("'boat':1A 'sea':2A", "");
  add("'sea':1A 'boat':2A", "");
  table_.forget(0);
  table_.slots[0] = {{2, 1}, {3, 2}};
  table_.compact();
  ASSERT_EQ(table_.documents.size(), 2u);
  EXPECT_EQ(table_.documents[0].id, 2);
  EXPECT_EQ(table_.slots[0].at(3), 1u);
  EXPECT_TRUE(table_.shown_to(std::nullopt, "print")(1));
  EXPECT_EQ(found(all_of({word("boat")})), "0 1");
  EXPECT_EQ(found(all_of({phrase("sea", "boat")})), "1");
}

}  // namespace
}  // namespace copper::search
