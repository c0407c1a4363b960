#include "platform/i18n/messages.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace copper::i18n {
namespace {

constexpr std::string_view kNbsp = "\u00a0";

Messages english() {
  return Messages(Language::en,
                  R"({"hello":"Hello {name}","prints":"{count, plural, one {# print} other {# prints}}",
                                    "it":"It's all"})");
}
Messages danish() {
  return Messages(Language::da, R"({"hello":"Hej {name}","prints":"{count, plural, one {# tryk} other {# tryk}}"})");
}

TEST(Messages, GivesTextsAndNamesWhatIsMissing) {
  EXPECT_EQ(english().text("it"), "It's all");
  try {
    english().text("absent");
    FAIL() << "a missing text was found";
  } catch (const std::out_of_range& error) {
    EXPECT_NE(std::string(error.what()).find("absent"), std::string::npos);
  }
}

TEST(Messages, FillsInNamesAndPlurals) {
  EXPECT_EQ(english().format("hello", {{"name", "Søren {x}"}}), "Hello Søren {x}");
  EXPECT_EQ(english().format("prints", {{"count", 1}}), "1 print");
  EXPECT_EQ(english().format("prints", {{"count", 1234}}), "1,234 prints");
  EXPECT_EQ(danish().format("prints", {{"count", 1234}}), "1.234 tryk");
}

TEST(Messages, RefusesACatalogueThatDoesNotParse) {
  EXPECT_THROW(Messages(Language::en, R"({"bad":"{count, plural, one {# print}"})"), std::runtime_error);
  EXPECT_ANY_THROW(Messages(Language::en, "[]"));
}

TEST(Messages, WritesNumbersTheWayEachLanguageDoes) {
  EXPECT_EQ(english().number(1234.5), "1,234.5");
  EXPECT_EQ(danish().number(1234.5), "1.234,5");
}

TEST(Messages, WritesPricesWithoutEmptyDecimals) {
  EXPECT_EQ(danish().price(2500, "DKK"), "2.500" + std::string(kNbsp) + "kr.");
  EXPECT_EQ(danish().price(2500.5, "DKK"), "2.500,50" + std::string(kNbsp) + "kr.");
  EXPECT_EQ(english().price(2500, "DKK"), "DKK" + std::string(kNbsp) + "2,500");
  EXPECT_EQ(english().price(350, "EUR"), "€350");
  EXPECT_EQ(english().price(350.5, "EUR"), "€350.50");
  EXPECT_EQ(english().price(50000, "JPY"), "JP¥50,000");
}

TEST(Messages, WritesDatesTheWayEachLanguageDoes) {
  EXPECT_EQ(english().date("2023-07-01T23:59:59Z"), "1 July 2023");
  EXPECT_EQ(danish().date("2023-07-01T00:00:00Z"), "1. juli 2023");
  EXPECT_THROW(english().date("yesterday"), std::invalid_argument);
  EXPECT_THROW(english().date("2023-13-41"), std::invalid_argument);
}

TEST(Messages, MayBeUsedFromManyThreads) {
  const Messages messages = english();
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&messages] {
      for (int n = 2; n < 50; ++n) {
        EXPECT_EQ(messages.format("prints", {{"count", n}}), std::to_string(n) + " prints");
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace copper::i18n
