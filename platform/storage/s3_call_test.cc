#include "platform/storage/s3_call.h"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/error.h"

namespace copper::storage {
namespace {

using namespace std::chrono_literals;

class S3CallTest : public testing::Test {
 protected:
  S3Answer call(const http::Request& request = {.method = "PUT", .target = "/a"}) {
    return s3_call({.upstream =
                        [this](const http::Request& sent) {
                          sent_.push_back(sent);
                          return upstream_(static_cast<int>(sent_.size()));
                        },
                    .base_url = "http://s3.test/prints",
                    .signer = aws::Signer({.credentials = {"key", "secret", ""},
                                           .region = "eu-north-1",
                                           .service = "s3",
                                           .clock = [this] { return base::TimePoint(1'700'000'000s) + slept_; }}),
                    .deadline = 20s,
                    .now = [this] { return std::chrono::steady_clock::time_point(slept_); },
                    .sleep =
                        [this](std::chrono::milliseconds pause) {
                          slept_ += pause;
                          pauses_.push_back(pause);
                        }},
                   request);
  }
  ErrorCode code_of_call() {
    try {
      call();
    } catch (const Error& e) {
      return e.code();
    }
    return ErrorCode::internal;
  }
  static http::Response error(int status, const std::string& code) {
    return http::text_response(status, "<Error><Code>" + code + "</Code><Message>m</Message></Error>");
  }

  std::function<http::Response(int)> upstream_;  // given the number of the try
  std::vector<http::Request> sent_;
  std::vector<std::chrono::milliseconds> pauses_;
  std::chrono::milliseconds slept_{0};
};

TEST_F(S3CallTest, WhatPassesByIsTriedAgain) {
  const std::vector<http::Response> failures = {error(503, "SlowDown"),
                                                error(500, "InternalError"),
                                                error(400, "RequestTimeout"),
                                                error(409, "ConditionalRequestConflict"),
                                                error(200, "InternalError"),
                                                {.status = 429},
                                                {.status = 503}};
  upstream_ = [&](int tries) {
    if (static_cast<std::size_t>(tries) <= failures.size()) return failures[static_cast<std::size_t>(tries) - 1];
    if (tries == 8) throw Error(ErrorCode::unavailable, "gone", "connection refused");
    return http::Response{};
  };
  const S3Answer answer = call();
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.tries, 9);
}

TEST_F(S3CallTest, ARefusalIsAnAnswer) {
  upstream_ = [](int) { return error(403, "AccessDenied"); };
  const S3Answer answer = call();
  EXPECT_FALSE(answer.ok());
  EXPECT_EQ(answer.error, "AccessDenied");
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(S3CallTest, AnErrorWithStatus200IsNoSuccess) {
  upstream_ = [](int) { return error(200, "InvalidPart"); };
  EXPECT_FALSE(call().ok());
  EXPECT_TRUE(call({.target = "/an-object-that-reads-like-an-error.xml"}).ok());
}

TEST_F(S3CallTest, NoTryBeginsAfterTheDeadline) {
  upstream_ = [](int) { return error(503, "SlowDown"); };
  EXPECT_EQ(code_of_call(), ErrorCode::unavailable);
  EXPECT_LT(slept_, 20s);
  EXPECT_GT(sent_.size(), 4U);
}

TEST_F(S3CallTest, PausesGrowAndDiffer) {
  upstream_ = [](int) -> http::Response { throw Error(ErrorCode::unavailable, "gone", "connection refused"); };
  for (int i = 0; i < 50; ++i) {
    slept_ = 0ms;
    EXPECT_EQ(code_of_call(), ErrorCode::unavailable);
  }
  EXPECT_LE(*std::max_element(pauses_.begin(), pauses_.end()), 5s);
  EXPECT_GT(*std::max_element(pauses_.begin(), pauses_.end()), 2s);
  EXPECT_GT(std::set(pauses_.begin(), pauses_.end()).size(), 50U);
}

TEST_F(S3CallTest, EveryTryIsSignedAnew) {
  upstream_ = [this](int tries) {
    slept_ += 2s;
    return tries < 3 ? http::Response{.status = 500} : http::Response{};
  };
  call();
  std::set<std::string> signatures;
  for (const auto& request : sent_) signatures.emplace(request.headers.get("Authorization"));
  EXPECT_EQ(signatures.size(), 3U);
}

TEST_F(S3CallTest, WhatIsNoFailureOfS3IsNotTriedAgain) {
  upstream_ = [](int) -> http::Response { throw std::runtime_error("too large"); };
  EXPECT_THROW(call(), std::runtime_error);
  EXPECT_EQ(sent_.size(), 1U);
}

}  // namespace
}  // namespace copper::storage
