#include "platform/observe/metrics.h"

#include <gtest/gtest.h>

namespace copper::metrics {
namespace {

using namespace std::chrono_literals;

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, RequestsAreCountedByServiceMethodRouteAndStatus) {
  Requests requests;
  requests.record({"gateway", "GET", "/api/v1/prints/{id:id}", 200}, 2ms);
  requests.record({"gateway", "GET", "/api/v1/prints/{id:id}", 200}, 300ms);
  requests.record({"gateway", "GET", "/api/v1/prints/{id:id}", 404}, 1ms);
  const std::string text = requests.text();
  const std::string found = R"({service="gateway",method="GET",route="/api/v1/prints/{id:id}",status="200"})";
  const std::string missing = R"({service="gateway",method="GET",route="/api/v1/prints/{id:id}",status="404"})";
  EXPECT_TRUE(has_line(text, "# TYPE copper_requests_total counter")) << text;
  EXPECT_TRUE(has_line(text, "copper_requests_total" + found + " 2")) << text;
  EXPECT_TRUE(has_line(text, "copper_requests_total" + missing + " 1")) << text;
  EXPECT_TRUE(has_line(text, "copper_request_seconds_count" + found + " 2")) << text;
  EXPECT_TRUE(has_line(text, "copper_request_seconds_sum" + found + " 0.302")) << text;
}

TEST(Metrics, BucketsCountWhatTheSmallerOnesCount) {
  Requests requests;
  for (const auto took : {0.5ms, 1.0ms, 40.0ms, 60'000.0ms}) requests.record({"a", "GET", "/", 200}, took);
  const std::string text = requests.text();
  const std::string labels = R"(copper_request_seconds_bucket{service="a",method="GET",route="/",status="200",le=)";
  EXPECT_TRUE(has_line(text, labels + R"("0.001"} 2)")) << text;
  EXPECT_TRUE(has_line(text, labels + R"("0.025"} 2)")) << text;
  EXPECT_TRUE(has_line(text, labels + R"("0.05"} 3)")) << text;
  EXPECT_TRUE(has_line(text, labels + R"("10"} 3)")) << text;
  EXPECT_TRUE(has_line(text, labels + R"("+Inf"} 4)")) << text;
}

TEST(Metrics, WhatIsTakenBeginsAnew) {
  Requests requests;
  requests.record({"content", "GET", "/a", 200}, 2ms);
  requests.record({"content", "GET", "/a", 200}, 4ms);
  requests.record({"content", "GET", "/a", 500}, 1ms);
  const auto totals = requests.take();
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals[0].labels.status, 200);
  EXPECT_EQ(totals[0].count, 2U);
  EXPECT_DOUBLE_EQ(totals[0].seconds, 0.006);
  EXPECT_TRUE(requests.take().empty());
}

TEST(Metrics, MethodsOfTheClientsInventionShareOneLabel) {
  Requests requests;
  requests.record({"a", "BREW", "", 405}, 1ms);
  requests.record({"a", "X\"\n", "", 405}, 1ms);
  EXPECT_TRUE(
      has_line(requests.text(), R"(copper_requests_total{service="a",method="OTHER",route="",status="405"} 2)"));
}

TEST(Metrics, WhatACacheAnswersIsCountedByEndpoint) {
  auto& count = lookups("a test's");
  count += 2;
  EXPECT_EQ(&lookups("a test's"), &count);
  EXPECT_TRUE(has_line(text(), R"(copper_lookups_total{endpoint="a test's"} 2)"));
}

TEST(Metrics, TheProcessTellsItsMemory) {
  const std::string all = text();
  const auto at = all.find("\nprocess_resident_memory_bytes ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_GT(std::stoll(all.substr(at + 31)), 1'000'000);
}

}  // namespace
}  // namespace copper::metrics
