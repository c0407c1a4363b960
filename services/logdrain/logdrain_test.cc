#include "services/logdrain/logdrain.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "platform/aws/test_moto.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/middleware.h"

namespace copper::logdrain {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr const char* kToken = "a token of more than 24 letters";

class LogdrainTest : public testing::Test {
 protected:
  static aws::CallOptions logs(http::Handler upstream, const std::string& url) {
    return {.upstream = std::move(upstream),
            .base_url = url,
            .signer = aws::Signer({.credentials = {"AKID", "secret", ""}, .region = "us-east-1", .service = "logs"}),
            .deadline = 1s};
  }
  static http::Request post(const std::string& text, const std::string& frame_id,
                            const std::string& path = "/drain/gallery") {
    const std::string message =
        "<190>1 " + base::to_iso8601(base::system_now()).substr(0, 19) + "+00:00 host app web.1 - " + text + "\n";
    return {.method = "POST",
            .target = path,
            .headers = {{"Content-Type", "application/logplex-1"},
                        {"Logplex-Frame-Id", frame_id},
                        {"Authorization", "Basic " + base::to_base64(std::string("heroku:") + kToken)}},
            .body = std::to_string(message.size()) + " " + message};
  }
  http::Response send(const http::Request& request) { return handler_(request); }

  // CloudWatch as it is asked for.
  std::function<http::Response(const std::string& operation, const json::object& asked)> answer_ =
      [](const std::string&, const json::object&) { return http::text_response(200, "{}"); };
  std::vector<std::pair<std::string, json::object>> asked_;
  Logdrain logdrain_{{.logs = logs(
                          [this](const http::Request& request) {
                            const std::string operation(request.headers.get("X-Amz-Target"));
                            asked_.emplace_back(operation.substr(operation.find('.') + 1),
                                                json::parse(request.body.text()).as_object());
                            return answer_(asked_.back().first, asked_.back().second);
                          },
                          "https://logs.test"),
                      .group = "/copper/test/heroku",
                      .token = kToken}};
  http::Handler handler_ = http::observed("logdrain", logdrain_.handler());
};

TEST_F(LogdrainTest, LinesGoToTheAppsStream) {
  EXPECT_EQ(send(post(R"({"event":"request"})", "one")).status, 204);
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_EQ(asked_[0].first, "PutLogEvents");
  EXPECT_EQ(asked_[0].second.at("logGroupName").as_string(), "/copper/test/heroku");
  EXPECT_EQ(asked_[0].second.at("logStreamName").as_string(), "gallery");
  EXPECT_EQ(asked_[0].second.at("logEvents").at(0).at("message").as_string(), R"({"event":"request"})");
}

TEST_F(LogdrainTest, OnlyWhoKnowsTheTokenMayPost) {
  for (const std::string& given :
       {std::string(), std::string("Bearer x"), std::string("Basic"), "Basic " + base::to_base64("heroku:another"),
        "Basic " + base::to_base64("heroku:"), "Basic " + base::to_base64(std::string("else:") + kToken)}) {
    http::Request request = post("hello", "one");
    request.headers.set("Authorization", given);
    const auto response = send(request);
    EXPECT_EQ(response.status, 401) << given;
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Basic realm=\"log drain\"");
  }
  EXPECT_TRUE(asked_.empty());
}

TEST_F(LogdrainTest, APostThatComesAgainIsDropped) {
  EXPECT_EQ(send(post("hello", "one")).status, 204);
  EXPECT_EQ(send(post("hello", "one")).status, 204);
  EXPECT_EQ(asked_.size(), 1U);
  EXPECT_EQ(send(post("hello", "two")).status, 204);
  EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(LogdrainTest, PostsWithoutFrameIdAreAllTaken) {
  http::Request request = post("hello", "");
  send(request);
  send(request);
  EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(LogdrainTest, WhatCloudWatchDidNotTakeMayComeAgain) {
  answer_ = [](const std::string&, const json::object&) {
    return http::text_response(400, R"({"__type":"AccessDeniedException","message":"may not"})");
  };
  EXPECT_EQ(send(post("hello", "one")).status, 503);
  answer_ = [](const std::string&, const json::object&) { return http::text_response(200, "{}"); };
  EXPECT_EQ(send(post("hello", "one")).status, 204);
  EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(LogdrainTest, ThrottlingIsWaitedOut) {
  answer_ = [this](const std::string&, const json::object&) {
    return asked_.size() < 3 ? http::text_response(400, R"({"__type":"ThrottlingException"})")
                             : http::text_response(200, "{}");
  };
  EXPECT_EQ(send(post("hello", "one")).status, 204);
  EXPECT_EQ(asked_.size(), 3U);
}

TEST_F(LogdrainTest, LinesThatAreRefusedOneByOneDoNotHoldUpTheOthers) {
  answer_ = [](const std::string&, const json::object&) {
    return http::text_response(200, R"({"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1}})");
  };
  EXPECT_EQ(send(post("hello", "one")).status, 204);
}

TEST_F(LogdrainTest, WhatIsNoPostOfADrainIsRefused) {
  http::Request request = post("hello", "one");
  request.body = std::string("999 hello");
  EXPECT_EQ(send(request).status, 400);
  EXPECT_EQ(send(post("hello", "one", "/drain")).status, 404);
  EXPECT_EQ(send(post("hello", "one", "/drain/Gallery*")).status, 404);
  EXPECT_EQ(send(post("hello", "one", "/drain/gallery/deeper")).status, 404);
  request.method = "GET";
  EXPECT_EQ(send(request).status, 405);
  EXPECT_TRUE(asked_.empty());
}

TEST_F(LogdrainTest, AGroupThatIsNotThereIsNoSuccess) {
  answer_ = [](const std::string&, const json::object&) {
    return http::text_response(400, R"({"__type":"ResourceNotFoundException","message":"no group"})");
  };
  EXPECT_EQ(send(post("hello", "one")).status, 503);
}

TEST_F(LogdrainTest, CloudWatchHasThemInOrder) {
  const auto cloudwatch = logs(http::http_upstream({.name = "moto", .base_url = aws::moto_url()}), aws::moto_url());
  const auto ask = [&](const std::string& operation, const json::object& what) {
    const auto answer = aws::call(cloudwatch, {.method = "POST",
                                               .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                                           {"X-Amz-Target", "Logs_20140328." + operation}},
                                               .body = json::serialize(what)});
    EXPECT_TRUE(answer.ok()) << answer.error << answer.message;
    return json::parse(answer.response.body.text().empty() ? "{}" : answer.response.body.text());
  };
  const std::string group = "/copper/" + base::uuid4();
  ask("CreateLogGroup", {{"logGroupName", group}});
  Logdrain logdrain({.logs = cloudwatch, .group = group, .token = kToken});
  const auto handler = http::observed("logdrain", logdrain.handler());
  EXPECT_EQ(handler(post("first æ", "one")).status, 204);
  EXPECT_EQ(handler(post("second", "two")).status, 204);
  EXPECT_EQ(handler(post("another's", "three", "/drain/studio")).status, 204);
  const auto found =
      ask("GetLogEvents", {{"logGroupName", group}, {"logStreamName", "gallery"}, {"startFromHead", true}});
  const auto& events = found.at("events").as_array();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(json::parse(events[0].at("message").as_string()).at("event").as_string(), "first æ");
  EXPECT_EQ(json::parse(events[1].at("message").as_string()).at("event").as_string(), "second");
}

}  // namespace
}  // namespace copper::logdrain
