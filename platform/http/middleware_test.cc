#include "platform/http/middleware.h"

#include <gtest/gtest.h>

#include "platform/http/router.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"

namespace copper::http {
namespace {

constexpr const char* kTraceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// What a part sees of a request that was sent with `headers`.
Request seen_with(Headers headers) {
  Request seen;
  const Handler handler =
      observed("test", [&](const Request& request) { return seen = request, text_response(200, ""); });
  handler({.headers = std::move(headers)});
  return seen;
}

TEST(Observed, AWellFormedRequestIdIsKeptAndAnyOtherReplaced) {
  EXPECT_EQ(seen_with({{"X-Request-Id", "my-own-request-1"}}).headers.get("X-Request-Id"), "my-own-request-1");
  for (const char* id : {"", "short", "with a blank", "semi;colon"}) {
    const auto made = seen_with({{"X-Request-Id", id}});
    EXPECT_NE(made.headers.get("X-Request-Id"), id);
    EXPECT_EQ(request_id_of(made), made.headers.get("X-Request-Id"));
  }
}

TEST(Observed, APartAskedByAnotherOnTheSameThreadSharesItsRequestId) {
  const log::Scope scope("outer", "request-1");
  EXPECT_EQ(seen_with({}).headers.get("X-Request-Id"), "request-1");
  EXPECT_EQ(seen_with({{"X-Request-Id", "request-2"}}).headers.get("X-Request-Id"), "request-2");
}

TEST(Observed, ATraceIsContinuedWithASpanOfThePartsOwn) {
  const auto given = trace::parse(kTraceparent);
  const auto seen = trace::parse(seen_with({{"traceparent", kTraceparent}}).headers.get("traceparent"));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->trace_id, given->trace_id);
  EXPECT_NE(seen->span_id, given->span_id);
}

TEST(Observed, ARequestWithoutATraceStartsOneOrBelongsToTheOneUnderWay) {
  const auto made = trace::parse(seen_with({{"traceparent", "nonsense"}}).headers.get("traceparent"));
  ASSERT_TRUE(made);
  const log::Scope scope("outer", "request-1", *made);
  EXPECT_EQ(trace::parse(seen_with({}).headers.get("traceparent"))->trace_id, made->trace_id);
}

TEST(Observed, EveryLogLineNamesRequestTraceAndRoute) {
  Router router;
  router.on("GET", "/prints/{id:id}", [](const Request&) { return log::info("inside"), text_response(200, ""); });
  const Handler handler = observed("test", router);
  testing::internal::CaptureStdout();
  handler({.target = "/prints/7", .headers = {{"X-Request-Id", "request-1"}, {"traceparent", kTraceparent}}});
  const std::string lines = testing::internal::GetCapturedStdout();
  for (const auto& line : {lines.substr(0, lines.find('\n')), lines.substr(lines.find('\n') + 1)}) {
    EXPECT_NE(line.find(R"("requestId":"request-1","traceId":"4bf92f3577b34da6a3ce929d0e0e4736")"), std::string::npos)
        << line;
  }
  EXPECT_NE(lines.find(R"("route":"/prints/{id:id}")"), std::string::npos) << lines;
}

TEST(Observed, RequestsAreCountedByPatternNeverByPath) {
  Router router;
  router.on("GET", "/prints/{id:id}", [](const Request&) { return text_response(200, ""); });
  const Handler handler = observed("counted", router);
  for (const char* target : {"/prints/1", "/prints/2", "/prints/1?q=x", "/a", "/b"}) handler({.target = target});
  const std::string text = metrics::text();
  EXPECT_NE(
      text.find(R"(copper_requests_total{service="counted",method="GET",route="/prints/{id:id}",status="200"} 3)"),
      std::string::npos);
  EXPECT_NE(text.find(R"(copper_requests_total{service="counted",method="GET",route="",status="404"} 2)"),
            std::string::npos);
}

TEST(Observed, AnErrorMaySayWhenToTryAgain) {
  const auto busy = [](const Request&) -> Response {
    throw Error(ErrorCode::too_many_requests, "Too many.").retry_after(std::chrono::seconds(7));
  };
  const auto page = [](const Request&, const Error& error) { return text_response(429, error.what()); };
  for (const auto& answer : {observed("test", busy)(Request{}), observed("test", busy, page)(Request{})}) {
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.headers.get("Retry-After"), "7");
  }
}

}  // namespace
}  // namespace copper::http
