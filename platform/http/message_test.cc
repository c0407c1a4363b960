#include "platform/http/message.h"

#include <gtest/gtest.h>

#include "platform/http/url.h"

namespace copper::http {
namespace {

TEST(Headers, NamesCompareWithoutCase) {
  Headers headers{{"Content-Type", "text/html"}};
  EXPECT_EQ(headers.get("content-type"), "text/html");
  headers.set("CONTENT-TYPE", "text/plain");
  EXPECT_EQ(headers.get("Content-Type"), "text/plain");
}

TEST(Headers, RepeatedFieldsSurvive) {
  Headers headers;
  headers.add("Set-Cookie", "a=1");
  headers.add("Set-Cookie", "b=2");
  EXPECT_EQ(std::distance(headers.begin(), headers.end()), 2);
}

TEST(Headers, LineBreaksAreRefused) {
  Headers headers;
  EXPECT_THROW(headers.set("Location", "/\r\nSet-Cookie: a=1"), std::invalid_argument);
  EXPECT_THROW(headers.add("X\n", "1"), std::invalid_argument);
  EXPECT_THROW(headers.add("X", std::string_view("\0", 1)), std::invalid_argument);
}

TEST(Query, DecodesPlusPercentAndRepeats) {
  const Query query = Query::parse("q=k%C3%B8benhavn+havn&tag=a&tag=b&empty=&flag");
  EXPECT_EQ(query.get("q"), "københavn havn");
  EXPECT_EQ(query.all("tag").size(), 2U);
  EXPECT_EQ(query.find("empty"), "");
  EXPECT_EQ(query.find("flag"), "");
  EXPECT_FALSE(query.find("absent"));
}

TEST(Url, PercentCodingRoundTrips) {
  const std::string text = "æ/ø å+%&=?\n";
  EXPECT_EQ(percent_decode(percent_encode(text)), text);
  EXPECT_EQ(percent_encode("a/b c", "/"), "a/b%20c");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
}

TEST(Url, PartsOfAnAbsoluteUrl) {
  EXPECT_EQ(parse_url("https://a.b:81/c/").origin, "https://a.b:81");
  EXPECT_EQ(parse_url("https://a.b:81/c/").path, "/c");
  EXPECT_THROW(parse_url("ftp://a.b"), std::invalid_argument);
  EXPECT_THROW(parse_url("http:///path"), std::invalid_argument);
}

}  // namespace
}  // namespace copper::http
