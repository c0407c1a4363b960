#include "platform/http/metrics_page.h"

#include <gtest/gtest.h>

namespace copper::http {
namespace {

int status_for(std::string address, Headers headers, std::string token = "secret") {
  const Handler handler = with_metrics(std::move(token), [](const Request&) { return text_response(404, "nothing"); });
  Request request{.target = "/metrics", .headers = std::move(headers)};
  request.client_address = std::move(address);
  return handler(request).status;
}

TEST(MetricsPage, IsShownToProgramsOnTheSameMachine) {
  EXPECT_EQ(status_for("127.0.0.1", {}), 200);
  EXPECT_EQ(status_for("::1", {}), 200);
}

TEST(MetricsPage, IsNotThereForStrangersNorForThoseBehindAProxy) {
  EXPECT_EQ(status_for("192.0.2.1", {}), 404);
  EXPECT_EQ(status_for("", {}), 404);
  EXPECT_EQ(status_for("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1"}}), 404);
  EXPECT_EQ(status_for("127.0.0.1", {{"X-Forwarded-For", "127.0.0.1"}}), 404);
}

TEST(MetricsPage, IsShownToBearersOfTheToken) {
  EXPECT_EQ(status_for("192.0.2.1", {{"Authorization", "Bearer secret"}}), 200);
  EXPECT_EQ(status_for("192.0.2.1", {{"Authorization", "Bearer other"}}), 404);
  EXPECT_EQ(status_for("192.0.2.1", {{"Authorization", "Bearer "}}, ""), 404);
}

TEST(MetricsPage, OtherRequestsGoOn) {
  const Handler handler = with_metrics("", [](const Request& r) { return text_response(200, r.method + r.target); });
  Request request{.target = "/metrics/x"};
  request.client_address = "127.0.0.1";
  EXPECT_EQ(handler(request).body.view(), "GET/metrics/x");
  request.target = "/metrics";
  request.method = "POST";
  EXPECT_EQ(handler(request).body.view(), "POST/metrics");
}

}  // namespace
}  // namespace copper::http
