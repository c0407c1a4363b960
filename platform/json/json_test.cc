#include "platform/json/json.h"

#include <gtest/gtest.h>

namespace copper::json {
namespace {

http::Request request(std::string body, std::string_view type = "application/json") {
  return {.method = "POST", .headers = {{"Content-Type", type}}, .body = std::move(body)};
}

// The fields a reading complains of.
template <class Read>
std::vector<std::string> complaints(std::string body, Read read) {
  ObjectReader in(request(std::move(body)));
  read(in);
  std::vector<std::string> fields;
  try {
    in.check();
  } catch (const Error& error) {
    for (const auto& detail : error.details()) fields.push_back(detail.field + " " + detail.message);
  }
  return fields;
}

using Complaints = std::vector<std::string>;

TEST(JsonTest, MediaTypesCompareWithoutRegardToCase) {
  for (const char* type : {"application/json", "Application/JSON", "application/json; charset=utf-8"}) {
    EXPECT_TRUE(body_of(request("{}", type)).is_object()) << type;
  }
  for (const char* type : {"", "text/plain", "application/jsonx", "application/jso"}) {
    EXPECT_THROW(body_of(request("{}", type)), Error) << type;
  }
}

TEST(JsonTest, ControlCharactersOfEveryKindAreRefused) {
  for (const char* text : {"a\\u0000b", "a\\u001fb", "a\\u007fb", "a\\u0080b", "a\\u009fb"}) {
    EXPECT_EQ(complaints(std::string("{\"t\":\"") + text + "\"}", [](ObjectReader& in) { in.text("t"); }),
              Complaints{"t must not contain control characters"})
        << text;
  }
  EXPECT_EQ(complaints("{\"t\":\"Møllen \\u00a0 漢字 🖼 e\\u0301\"}", [](ObjectReader& in) { in.text("t"); }),
            Complaints{});
}

TEST(JsonTest, TextsAreMeasuredAsTheyWereSentAndTrimmedThen) {
  ObjectReader in(request(R"({"t":" æøå "})"));
  EXPECT_EQ(in.text("t", {.length_max = 5}), "æøå");
  EXPECT_EQ(complaints(R"({"t":" æøå "})", [](ObjectReader& r) { r.text("t", {.length_max = 4}); }),
            Complaints{"t must be at most 4 characters long"});
}

TEST(JsonTest, WhatShouldBeAnObjectWithinTheBodyIsNamed) {
  try {
    const ObjectReader in(Value(17), "translations.en.");
    FAIL();
  } catch (const Error& error) {
    ASSERT_EQ(error.details().size(), 1u);
    EXPECT_EQ(error.details()[0].field, "translations.en");
    EXPECT_EQ(error.details()[0].message, "must be an object");
  }
}

TEST(JsonTest, WholeNumbersEndWhereReadersLoseThem) {
  EXPECT_EQ(ObjectReader(request("{\"n\":9007199254740991}")).integer("n"), 9007199254740991);
  EXPECT_EQ(complaints("{\"n\":9007199254740992}", [](ObjectReader& in) { in.integer("n"); }),
            Complaints{"n must be a whole number from 0 to 9007199254740991"});
}

}  // namespace
}  // namespace copper::json
