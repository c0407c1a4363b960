#include "platform/http/client.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/base/error.h"
#include "platform/http/server.h"

namespace copper::http {
namespace {

class ClientTest : public testing::Test {
 protected:
  void SetUp() override { server_.start(); }
  Handler client(UpstreamOptions options = {}) const {
    options.name = "the test's server";
    options.base_url = "http://127.0.0.1:" + std::to_string(port_);
    return http_upstream(std::move(options));
  }

  Handler handler_ = [](const Request&) { return Response{}; };
  Server server_{{.workers = 2}};
  std::uint16_t port_ = server_.listen({.name = "test"}, [this](const Request& request) { return handler_(request); });
};

TEST_F(ClientTest, LargeAnswersLieInAFileWhereOneIsAllowed) {
  const std::string large(3'000'000, 'x');
  handler_ = [&](const Request& r) { return text_response(200, r.target == "/large" ? large : "small"); };
  const auto spooling = client({.spool_directory = testing::TempDir()});
  const Response answer = spooling({.target = "/large"});
  ASSERT_NE(answer.body.file(), nullptr);
  EXPECT_EQ(answer.body.size(), large.size());
  EXPECT_EQ(answer.body.text(), large);
  EXPECT_EQ(spooling({.target = "/small"}).body.view(), "small");
  EXPECT_EQ(client()({.target = "/large"}).body.view(), large);
}

TEST_F(ClientTest, AnAnswerBeyondTheLimitIsAnError) {
  handler_ = [](const Request&) { return text_response(200, std::string(2'000'000, 'x')); };
  EXPECT_THROW(client({.response_bytes_max = 1'999'999})({}), std::runtime_error);
  EXPECT_THROW(client({.response_bytes_max = 1'999'999, .spool_directory = testing::TempDir()})({}),
               std::runtime_error);
}

TEST_F(ClientTest, ASpoolThatCannotBeWrittenIsAnError) {
  handler_ = [](const Request&) { return text_response(200, std::string(2'000'000, 'x')); };
  EXPECT_THROW(client({.spool_directory = "/nowhere"})({}), std::system_error);
}

TEST_F(ClientTest, AnAnswerToHeadTellsTheSize) {
  handler_ = [](const Request&) { return text_response(200, "12345"); };
  EXPECT_EQ(client()({.method = "HEAD"}).headers.get("Content-Length"), "5");
  EXPECT_FALSE(client()({}).headers.find("Content-Length"));
}

TEST_F(ClientTest, OnlyGivenContentTypesAreSent) {
  handler_ = [](const Request& r) {
    return text_response(200, std::string(r.headers.find("Content-Type").value_or("none")));
  };
  const std::string body = "a=b";
  EXPECT_EQ(client()({.method = "POST", .body = body}).body.view(), "none");
  EXPECT_EQ(client()({.method = "PUT", .headers = {{"Content-Type", "image/png"}}, .body = body}).body.view(),
            "image/png");
}

TEST_F(ClientTest, WhatIsNotSentIsNotSigned) {
  Request seen;
  client({.sign = [&](Request& request) { seen = request; }})(
      {.headers = {{"Content-Length", "4"}, {"Host", "before"}, {"X-Kept", "yes"}}, .body = std::string("body")});
  EXPECT_FALSE(seen.headers.find("Content-Length") || seen.headers.find("Host"));
  EXPECT_TRUE(seen.headers.find("X-Kept"));
  EXPECT_TRUE(seen.body.empty());
}

TEST_F(ClientTest, AnUpstreamThatStallsIsUnavailable) {
  handler_ = [](const Request&) {
    std::this_thread::sleep_for(std::chrono::seconds(4));
    return Response{};
  };
  try {
    client({.retries_max = 0, .stall_time_max = std::chrono::seconds(1)})({});
    ADD_FAILURE() << "no Error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
  }
}

}  // namespace
}  // namespace copper::http
