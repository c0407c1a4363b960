#include "hosts/lambda/function.h"

#include <gtest/gtest.h>

#include "hosts/lambda/events.h"
#include "platform/base/error.h"

namespace copper::lambda {
namespace {

http::Response answer(const http::Handler& handler, const http::Request& request) {
  return read_answer(function_of(handler).answer({.request_id = "id", .event = write_event(request)}));
}

TEST(FunctionTest, AHandlerAnswersEvents) {
  const auto response = answer([](const http::Request& request) { return http::text_response(200, request.target); },
                               {.target = "/healthz?a=1"});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.text(), "/healthz?a=1");
}

TEST(FunctionTest, TheCallersAuthorizationIsPutBack) {
  const auto seen = [](http::Headers headers) {
    return answer(
               [](const http::Request& request) {
                 return http::text_response(200, std::string(request.headers.get("Authorization")));
               },
               {.headers = std::move(headers)})
        .body.text();
  };
  EXPECT_EQ(seen({{"Authorization", "AWS4-HMAC-SHA256 Credential=…"}, {"X-Copper-Authorization", "Bearer one"}}),
            "Bearer one");
  EXPECT_EQ(seen({{"Authorization", "AWS4-HMAC-SHA256 Credential=…"}}), "");
  EXPECT_EQ(seen({{"Authorization", "Bearer two"}}), "Bearer two");
}

TEST(FunctionTest, TheClientIsWhoTheGatewayNames) {
  const auto client = [](const http::Request& request) { return http::text_response(200, request.client_address); };
  EXPECT_EQ(answer(client, {.headers = {{"X-Copper-Client", "198.51.100.7"}}}).body.text(), "198.51.100.7");
}

TEST(FunctionTest, AnAnswerLambdaWouldNotCarryIsA500) {
  const auto response =
      answer([](const http::Request&) { return http::text_response(200, std::string(7 << 20, 'x')); }, {});
  EXPECT_EQ(response.status, 500);
  EXPECT_NE(response.body.text().find("too large"), std::string::npos);
}

TEST(FunctionTest, WhatIsTooLateIsA503) {
  const auto function = function_of([](const http::Request&) { return http::Response{}; });
  const auto response = read_answer(function.too_late({.event = write_event({})}));
  EXPECT_EQ(response.status, 503);
}

TEST(FunctionTest, AScheduleIsServedWhereThereIsSomethingToDo) {
  const Invocation invocation{.event = std::string(R"({"source":"aws.events"})")};
  int rounds = 0;
  EXPECT_EQ(function_of({}, [&] { ++rounds; }).answer(invocation), "{}");
  EXPECT_EQ(rounds, 1);
  EXPECT_THROW(function_of({}).answer(invocation), Error);
}

}  // namespace
}  // namespace copper::lambda
