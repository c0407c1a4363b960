#include "platform/http/rate_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "platform/base/error.h"

namespace copper::http {
namespace {

using namespace std::chrono_literals;

class RateLimitTest : public testing::Test {
 protected:
  base::TimePoint now_{std::chrono::seconds(1'700'000'000)};
  base::Clock clock_ = [this] { return now_; };
};

TEST_F(RateLimitTest, AfterTheBurstTheRateCounts) {
  RateLimiter limiter({.per_second = 2, .burst = 3}, clock_);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt) << i;
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s);
  now_ += 500ms;
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s);
  now_ += 1h;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt) << i;
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s);
}

TEST_F(RateLimitTest, WhoWaitsAsToldIsLetThrough) {
  RateLimiter limiter({.per_second = 0.1, .burst = 1}, clock_);
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.1"), 10s);
  now_ += 9s;
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s);
  now_ += 1s;
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
}

TEST_F(RateLimitTest, ClientsHaveBucketsOfTheirOwnAndAnIpv6NetworkHasOne) {
  RateLimiter limiter({.per_second = 1, .burst = 1}, clock_);
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.2"), std::nullopt);
  EXPECT_EQ(limiter.take("2001:db8::1"), std::nullopt);
  EXPECT_EQ(limiter.take("2001:db8::2"), 1s);
}

TEST_F(RateLimitTest, TheLongestSilentClientIsForgottenFirst) {
  RateLimiter limiter({.per_second = 1, .burst = 1}, clock_, 2);
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.2"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s);
  EXPECT_EQ(limiter.take("192.0.2.3"), std::nullopt);
  EXPECT_EQ(limiter.take("192.0.2.1"), 1s) << "still known";
  EXPECT_EQ(limiter.take("192.0.2.2"), std::nullopt) << "known no more";
}

TEST_F(RateLimitTest, AClockThatIsSetBackTakesNothingAway) {
  RateLimiter limiter({.per_second = 1, .burst = 2}, clock_);
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  now_ -= 1h;
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
  now_ += 1s;
  EXPECT_EQ(limiter.take("192.0.2.1"), std::nullopt);
}

TEST_F(RateLimitTest, ManyThreadsShareOneBucket) {
  RateLimiter limiter({.per_second = 1, .burst = 100}, clock_);
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) taken += limiter.take("192.0.2.1") ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(taken, 100);
}

TEST_F(RateLimitTest, RefusesWithTheTimeToWaitButNeverCallsFromWithin) {
  RateLimiter limiter({.per_second = 0.5, .burst = 1}, clock_);
  const Handler handler = rate_limited([&](const Request& r) { return r.method == "POST" ? &limiter : nullptr; },
                                       [](const Request&) { return text_response(200, "fine"); });
  Request request{.method = "POST"};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(handler(request).status, 200);
  request.client_address = "192.0.2.1";
  EXPECT_EQ(handler(request).status, 200);
  try {
    handler(request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::too_many_requests);
    EXPECT_STREQ(error.what(), "Too many requests. Try again in 2 seconds.");
    EXPECT_EQ(error.retry_after(), 2s);
  }
  request.method = "GET";
  EXPECT_EQ(handler(request).status, 200);
}

TEST(Budget, IsReadFromWordsOrOff) {
  const auto budget = parse_budget("COPPER_X", "50/s burst 500");
  ASSERT_TRUE(budget);
  EXPECT_EQ(budget->per_second, 50);
  EXPECT_EQ(budget->burst, 500);
  EXPECT_EQ(parse_budget("COPPER_X", "0.5/s burst 1")->per_second, 0.5);
  EXPECT_FALSE(parse_budget("COPPER_X", "off"));
}

TEST(Budget, AnythingElseNamesTheKeyAndWhatItAccepts) {
  for (const char* text : {"", "50", "50/s", "50/m burst 1", "-1/s burst 5", "0/s burst 5", "5/s burst 0",
                           "nan/s burst 5", "5/s burst inf", "5/s burst 5 ", " 5/s burst 5", "1e3/s burst 5", "none"}) {
    try {
      parse_budget("COPPER_RATE_LIMIT_LOGIN", text);
      FAIL() << text;
    } catch (const StartError& error) {
      EXPECT_EQ(std::string(error.what()),
                "COPPER_RATE_LIMIT_LOGIN is '" + std::string(text) +
                    "': it must be requests a second and how many at once, as in 50/s burst 500, or off.");
    }
  }
}

}  // namespace
}  // namespace copper::http
