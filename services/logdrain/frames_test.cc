#include "services/logdrain/frames.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::logdrain {
namespace {

using namespace std::chrono_literals;

constexpr base::TimePoint kNow{1'700'000'000s};

std::string framed(const std::string& message) {
  return std::to_string(message.size()) + " " + message;
}

std::vector<Line> read(const std::string& body) {
  return read_frames(body, kNow);
}

TEST(Frames, AMessageIsTakenApart) {
  const auto lines = read(
      "90 <40>1 2012-11-30T06:45:29.123456+00:00 host app web.3 - State changed from starting to up\n"
      "70 <174>1 2012-07-22T00:06:26-00:00 host erlang console - Hi from erlang\n\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(base::to_iso8601_millis(lines[0].time), "2012-11-30T06:45:29.123Z");
  EXPECT_EQ(lines[0].level, "error");
  EXPECT_EQ(lines[0].source, "app");
  EXPECT_EQ(lines[0].dyno, "web.3");
  EXPECT_EQ(lines[0].text, "State changed from starting to up");
  EXPECT_EQ(base::to_iso8601_millis(lines[1].time), "2012-07-22T00:06:26.000Z");
  EXPECT_EQ(lines[1].level, "info");
}

TEST(Frames, LengthsCountBytesAndTextsKeepTheirBlanksAndLineFeeds) {
  const std::string first = "<190>1 2026-01-01T00:00:00.5+00:00 host app web.1 -   tørvemose  [a] \n two";
  const auto lines = read(framed(first) + framed("<190>1 2026-01-01T00:00:00+00:00 host app web.1 - "));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text, "  tørvemose  [a] \n two");
  EXPECT_EQ(base::to_iso8601_millis(lines[0].time), "2026-01-01T00:00:00.500Z");
  EXPECT_EQ(lines[1].text, "");
}

TEST(Frames, WhatIsNotUnderstoodArrivesWhole) {
  for (const std::string message :
       {"hello", "<190>2 2026-01-01T00:00:00+00:00 host app web.1 - text", "<x>1 2026-01-01T00:00:00+00:00 h a w - t",
        "<190>1 yesterday host app web.1 - text", "<190>1 2026-01-01T00:00:00+02:00 host app web.1 - text",
        "<190>1 2026-01-01T00:00:00+00:00 host app", "<190>1", "<", " "}) {
    const auto lines = read(framed(message));
    ASSERT_EQ(lines.size(), 1U) << message;
    EXPECT_EQ(lines[0].text, message);
    EXPECT_EQ(lines[0].time, kNow);
    EXPECT_EQ(lines[0].source, "heroku");
  }
}

TEST(Frames, LengthsThatDoNotFitAreRefused) {
  for (const std::string body :
       {"5 four", "-1 x", "x hello", " hello", "4294967296 x", "5hello", "99999999999999999999 x"}) {
    EXPECT_THROW(read(body), Error) << body;
  }
  EXPECT_TRUE(read("").empty());
}

}  // namespace
}  // namespace copper::logdrain
