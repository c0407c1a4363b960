#include "platform/base/clock.h"

#include <gtest/gtest.h>

namespace copper::base {
namespace {

constexpr TimePoint kTime{std::chrono::milliseconds(1'688'212'800'123)};  // 2023-07-01 12:00:00.123

TEST(Clock, WhatIsWrittenIsReadBack) {
  EXPECT_EQ(from_iso8601("2023-07-01T12:00:00.123Z"), kTime);
  EXPECT_EQ(from_iso8601(to_iso8601(kTime)), std::chrono::floor<std::chrono::seconds>(kTime));
  EXPECT_EQ(from_http_date("Sat, 01 Jul 2023 12:00:00 GMT"), std::chrono::floor<std::chrono::seconds>(kTime));
  EXPECT_TRUE(from_http_date("Sun, 31 Dec 2023 23:59:59 GMT"));
}

TEST(Clock, WhatIsNoTimeIsRefused) {
  for (const char* text : {"", "2023-07-01", "2023-13-01T12:00:00Z", "2023-02-30T12:00:00Z", "2023-07-01T12:00:00",
                           "2023-07-01T12:00:00.1Z", "2023-07-01T12:00:00Zx"}) {
    EXPECT_FALSE(from_iso8601(text)) << text;
  }
  for (const char* text : {"", "Mon, 01 Jul 2023 12:00:00 GMT", "Sat, 01 Jux 2023 12:00:00 GMT",
                           "Sat, 1 Jul 2023 12:00:00 GMT", "Sat, 01 Jul 2023 12:00:00 CET"}) {
    EXPECT_FALSE(from_http_date(text)) << text;
  }
}

}  // namespace
}  // namespace copper::base
