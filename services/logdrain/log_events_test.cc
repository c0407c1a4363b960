#include "services/logdrain/log_events.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "platform/base/encoding.h"

namespace copper::logdrain {
namespace {

using namespace std::chrono_literals;

constexpr base::TimePoint kTime{1'700'000'000s};

std::string message_of(std::string text, std::string source = "app", std::string dyno = "web.1") {
  return event_of({kTime, "info", std::move(source), std::move(dyno), std::move(text)}).message;
}

std::vector<LogEvent> events(std::size_t count, const std::string& message, std::chrono::milliseconds apart = 0ms) {
  std::vector<LogEvent> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({kTime + apart * i, message});
  return all;
}

TEST(LogEvents, OurOwnLinesStayAsTheyAre) {
  const std::string line = R"({"time":"2026-01-01T00:00:00.000Z", "level":"info","event":"request","ms":0.10})";
  EXPECT_EQ(message_of(line), line);
}

TEST(LogEvents, OtherLinesGetTheSameForm) {
  EXPECT_EQ(message_of("State changed from \"starting\" to up", "heroku", "web.1"),
            R"({"time":"2023-11-14T22:13:20.000Z","level":"info","service":"heroku/web.1",)"
            R"("event":"State changed from \"starting\" to up"})");
  for (const char* text : {"{\"half\":", "[1]", "{} and more", ""}) {
    EXPECT_EQ(boost::json::parse(message_of(text)).at("event").as_string(), text);
  }
}

TEST(LogEvents, TheRoutersLinesCarryTheRequestId) {
  const auto router = boost::json::parse(
      message_of("at=info method=GET path=\"/en\" host=a.example request_id=8601b555-6a83-4c12-8269-97c8e32cdb22 "
                 "fwd=\"192.0.2.1\" dyno=web.1 status=200",
                 "heroku", "router"));
  EXPECT_EQ(router.at("requestId").as_string(), "8601b555-6a83-4c12-8269-97c8e32cdb22");
  EXPECT_EQ(router.at("service").as_string(), "heroku/router");
}

TEST(LogEvents, EveryMessageIsUtf8AndWithinAnEventsSize) {
  EXPECT_EQ(boost::json::parse(message_of("caf\xE9")).at("event").as_string(), "caf?");
  const std::string longest = message_of(std::string(1 << 20, '\x01'));
  EXPECT_LT(longest.size(), 256U * 1024 - 26);
  EXPECT_TRUE(base::is_utf8(message_of(std::string(32 * 1024 - 1, 'x') + "ø")));
}

TEST(LogEvents, TimeOrdersThemAndSameTimesKeepTheirOrder) {
  const auto batches = batches_of({{kTime + 2ms, "c"}, {kTime, "a1"}, {kTime + 1ms, "b"}, {kTime, "a2"}});
  ASSERT_EQ(batches.size(), 1U);
  std::string order;
  for (const auto& event : batches[0]) order += event.message;
  EXPECT_EQ(order, "a1a2bc");
  EXPECT_TRUE(batches_of({}).empty());
}

TEST(LogEvents, ABatchHasTenThousandEventsAtMost) {
  const auto batches = batches_of(events(10'001, "x"));
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].size(), 10'000U);
}

TEST(LogEvents, ABatchHasAMebibyteAtMost) {
  const std::string message(1024 - 26, 'x');
  EXPECT_EQ(batches_of(events(1024, message)).size(), 1U);
  EXPECT_EQ(batches_of(events(1025, message)).size(), 2U);
}

TEST(LogEvents, ABatchIsOfOneDay) {
  EXPECT_EQ(batches_of(events(2, "x", 24h - 1ms)).size(), 1U);
  EXPECT_EQ(batches_of(events(2, "x", 24h)).size(), 2U);
}

}  // namespace
}  // namespace copper::logdrain
