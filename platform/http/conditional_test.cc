#include "platform/http/conditional.h"

#include <gtest/gtest.h>

namespace copper::http {
namespace {

Response tagged_page() {
  return {
      .status = 200, .headers = {{"ETag", "\"v1\""}, {"Content-Type", "text/html"}}, .body = std::string("0123456789")};
}

Request get(std::string_view name, std::string_view value) {
  Request request;
  request.headers.add(name, value);
  return request;
}

TEST(Conditional, KnownEtagIsNotModifiedAndHasNoBody) {
  for (const char* tags : {"\"v1\"", "W/\"v1\"", "\"old\", \"v1\"", "*"}) {
    const Response response = conditional(get("If-None-Match", tags), tagged_page());
    EXPECT_EQ(response.status, 304) << tags;
    EXPECT_TRUE(response.body.empty());
    EXPECT_EQ(response.headers.get("ETag"), "\"v1\"");
  }
}

TEST(Conditional, OtherEtagIsAnsweredInFull) {
  EXPECT_EQ(conditional(get("If-None-Match", "\"v2\""), tagged_page()).status, 200);
}

TEST(Conditional, OneRangeIsPartial) {
  const struct {
    const char* range;
    const char* body;
    const char* content_range;
  } cases[] = {{"bytes=0-3", "0123", "bytes 0-3/10"},
               {"bytes=7-", "789", "bytes 7-9/10"},
               {"bytes=-2", "89", "bytes 8-9/10"},
               {"bytes=5-99", "56789", "bytes 5-9/10"}};
  for (const auto& expected : cases) {
    const Response response = conditional(get("Range", expected.range), tagged_page());
    EXPECT_EQ(response.status, 206) << expected.range;
    EXPECT_EQ(response.body.view(), expected.body);
    EXPECT_EQ(response.headers.get("Content-Range"), expected.content_range);
  }
}

TEST(Conditional, RangeBeyondTheEndIsRefusedWithTheSize) {
  const Response response = conditional(get("Range", "bytes=10-"), tagged_page());
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes */10");
}

TEST(Conditional, MalformedAndMultipleRangesAreIgnored) {
  for (const char* range : {"bytes=4-2", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes=-", "bytes=--5"}) {
    EXPECT_EQ(conditional(get("Range", range), tagged_page()).status, 200) << range;
  }
}

TEST(Conditional, IfRangeWithAnotherEtagGivesTheWholeAnswer) {
  Request request = get("Range", "bytes=0-3");
  request.headers.add("If-Range", "\"v0\"");
  EXPECT_EQ(conditional(request, tagged_page()).status, 200);
}

}  // namespace
}  // namespace copper::http
