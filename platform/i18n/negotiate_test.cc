#include <gtest/gtest.h>

#include "platform/i18n/messages.h"

namespace copper::i18n {
namespace {

TEST(Negotiate, TakesTheHeavierOfTheTwo) {
  EXPECT_EQ(negotiate("da-DK,da;q=0.9,en;q=0.8"), Language::da);
  EXPECT_EQ(negotiate("en-GB,en;q=0.9,da;q=0.8"), Language::en);
  EXPECT_EQ(negotiate("en;q=0.3, DA;q=0.4"), Language::da);
  EXPECT_EQ(negotiate("de, fr;q=0.9, da;q=0.1"), Language::da);
}

TEST(Negotiate, AnswersEnglishToWhoWantsNeither) {
  EXPECT_EQ(negotiate(""), Language::en);
  EXPECT_EQ(negotiate("de,fr"), Language::en);
  EXPECT_EQ(negotiate("*"), Language::en);
  EXPECT_EQ(negotiate("da;q=0"), Language::en);
  EXPECT_EQ(negotiate("dan, dak-XX"), Language::en);
}

TEST(Negotiate, AnAsteriskCountsForTheLanguageThatIsNotNamed) {
  EXPECT_EQ(negotiate("en;q=0, *"), Language::da);
  EXPECT_EQ(negotiate("da;q=0.5, *;q=0.9"), Language::en);
}

TEST(Negotiate, SurvivesNonsense) {
  EXPECT_EQ(negotiate(",,;;q=,da;q=x,en;q=2"), Language::en);
  EXPECT_EQ(negotiate("da;q=1.5"), Language::en);
  EXPECT_EQ(negotiate(std::string(10000, ',')), Language::en);
}

}  // namespace
}  // namespace copper::i18n
