#include "platform/json/query_reader.h"

#include <gtest/gtest.h>

namespace copper::json {
namespace {

// What check() says of a query; empty when it is good.
template <class Read>
std::string problem(const std::string& query, Read read) {
  QueryReader in({.target = "/?" + query});
  read(in);
  try {
    in.check();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

constexpr auto kPage = [](QueryReader& in) { in.paging(); };
constexpr auto kLanguage = [](QueryReader& in) { in.language(); };
constexpr auto kText = [](QueryReader& in) { in.text("q"); };
constexpr auto kNumber = [](QueryReader& in) { in.number("n", {.max = 10}); };
constexpr auto kIds = [](QueryReader& in) { in.ids("ids"); };

TEST(QueryReaderTest, AbsentParametersAreAbsent) {
  QueryReader in({.target = "/"});
  EXPECT_EQ(in.paging().page, 1);
  EXPECT_FALSE(in.language());
  EXPECT_FALSE(in.text("q"));
  EXPECT_TRUE(in.texts("q").empty());
  EXPECT_FALSE(in.number("q", {}));
  EXPECT_FALSE(in.ids("ids"));
  EXPECT_NO_THROW(in.check());
}

TEST(QueryReaderTest, NumbersAndChoicesAreNotEmpty) {
  EXPECT_EQ(problem("page=", kPage), "page must be a whole number from 1 to 1000000000.");
  EXPECT_EQ(problem("language=", kLanguage), "language must be one of en, da.");
  EXPECT_NE(problem("ids=", kIds), "");
  EXPECT_EQ(problem("q=", kText), "");
}

TEST(QueryReaderTest, AParameterIsGivenOnce) {
  EXPECT_EQ(problem("page=1&page=1", kPage), "page must be given once.");
  EXPECT_EQ(problem("q=a&q=b", kText), "q must be given once.");
}

TEST(QueryReaderTest, IdsAreAListOfNumbersThatAreIds) {
  QueryReader in({.target = "/?ids=3,1,9007199254740991"});
  EXPECT_EQ(in.ids("ids"), "{3,1,9007199254740991}");
  for (const char* bad : {"0", "1,", ",1", "1,,2", "a", "1;2", "9007199254740992"}) {
    EXPECT_NE(problem(std::string("ids=") + bad, kIds), "") << bad;
  }
}

TEST(QueryReaderTest, NumbersAreFiniteAndInTheirRange) {
  EXPECT_EQ(problem("n=2.5", kNumber), "");
  for (const auto* bad : {"n=nan", "n=inf", "n=11", "n=-1", "n=1x", "n=", "n=1&n=2"}) {
    EXPECT_NE(problem(bad, kNumber), "") << bad;
  }
}

TEST(QueryReaderTest, TextsMayBeGivenSeveralTimes) {
  QueryReader in({.target = "/?t=a&t=&t=b"});
  EXPECT_EQ(in.texts("t"), (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(problem("t=a%01", [](QueryReader& reader) { reader.texts("t"); }), "");
}

}  // namespace
}  // namespace copper::json
