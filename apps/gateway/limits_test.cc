#include "apps/gateway/limits.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::gateway {
namespace {

class LimitsTest : public testing::Test {
 protected:
  // Whether a client's request is let through.
  bool passes(std::string method, std::string target, std::string client = "192.0.2.1") {
    http::Request request{.method = std::move(method), .target = std::move(target)};
    request.client_address = std::move(client);
    try {
      return handler_(request).status == 200;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::too_many_requests);
      EXPECT_TRUE(error.retry_after());
      return false;
    }
  }

  base::TimePoint now_{std::chrono::seconds(1'700'000'000)};
  http::Handler handler_ = limited({.reading = http::Budget{.per_second = 1, .burst = 2},
                                    .searching = http::Budget{.per_second = 1, .burst = 1},
                                    .writing = http::Budget{.per_second = 1, .burst = 1},
                                    .clock = [this] { return now_; }},
                                   [](const http::Request&) { return http::text_response(200, ""); });
};

TEST_F(LimitsTest, ReadingSearchingAndWritingHaveBudgetsOfTheirOwn) {
  EXPECT_TRUE(passes("GET", "/api/v1/prints"));
  EXPECT_TRUE(passes("HEAD", "/api/v1/galleries/1"));
  EXPECT_FALSE(passes("GET", "/api/v1/prints"));
  EXPECT_TRUE(passes("GET", "/api/v1/search/prints?q=heron"));
  EXPECT_FALSE(passes("POST", "/api/v1/search"));
  EXPECT_FALSE(passes("GET", "/api/v1/artist/search"));
  EXPECT_TRUE(passes("PUT", "/api/v1/artist/prints/1"));
  EXPECT_FALSE(passes("DELETE", "/api/v1/artist/prints/1"));
  now_ += std::chrono::seconds(1);
  EXPECT_TRUE(passes("GET", "/api/v1/prints"));
}

TEST_F(LimitsTest, ClientsDoNotUseUpEachOthersBudgets) {
  EXPECT_TRUE(passes("POST", "/api/v1/notices"));
  EXPECT_FALSE(passes("POST", "/api/v1/notices"));
  EXPECT_TRUE(passes("POST", "/api/v1/notices", "192.0.2.2"));
}

TEST_F(LimitsTest, SignedAddressesAndCallsFromWithinAreNotCounted) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(passes("PUT", "/storage/temporary/uploads/1"));
    EXPECT_TRUE(passes("POST", "/api/v1/artist/prints", ""));
  }
  EXPECT_TRUE(passes("PUT", "/storages"));
  EXPECT_FALSE(passes("PUT", "/storages"));
}

TEST(Limits, WithoutABudgetThereIsNoLimit) {
  const http::Handler handler = limited({}, [](const http::Request&) { return http::text_response(200, ""); });
  http::Request request;
  request.client_address = "192.0.2.1";
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(handler(request).status, 200);
}

}  // namespace
}  // namespace copper::gateway
