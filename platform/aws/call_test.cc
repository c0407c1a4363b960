#include "platform/aws/call.h"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/error.h"

namespace copper::aws {
namespace {

using namespace std::chrono_literals;

class CallTest : public testing::Test {
 protected:
  Answer call(const http::Request& request = {.method = "PUT", .target = "/a"}) {
    return aws::call({.upstream =
                          [this](const http::Request& sent) {
                            sent_.push_back(sent);
                            return upstream_(static_cast<int>(sent_.size()));
                          },
                      .base_url = "http://s3.test/prints",
                      .signer = signer_,
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
  Signer signer_{{.credentials = {"key", "secret", ""}, .region = "eu-north-1", .service = "s3", .clock = [this] {
                    return base::TimePoint(1'700'000'000s) + slept_;
                  }}};
};

TEST_F(CallTest, WhatPassesByIsTriedAgain) {
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
  const Answer answer = call();
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.tries, 9);
}

TEST_F(CallTest, ARefusalIsAnAnswer) {
  upstream_ = [](int) { return error(403, "AccessDenied"); };
  const Answer answer = call();
  EXPECT_FALSE(answer.ok());
  EXPECT_EQ(answer.error, "AccessDenied");
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(CallTest, ErrorsAreReadInAllTheirForms) {
  const auto answer_to = [this](http::Response response) {
    upstream_ = [response = std::move(response)](int) { return response; };
    return call();
  };
  Answer answer = answer_to(http::text_response(
      403, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
  EXPECT_EQ(answer.error + ": " + answer.message, "AccessDenied: Access Denied");
  answer = answer_to(http::text_response(
      403,
      "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>expired</Message></Error>"
      "</ErrorResponse>"));
  EXPECT_EQ(answer.error + ": " + answer.message, "ExpiredToken: expired");
  answer = answer_to(
      http::text_response(400, R"({"__type":"com.amazonaws.logs#ResourceNotFoundException","message":"none"})"));
  EXPECT_EQ(answer.error + ": " + answer.message, "ResourceNotFoundException: none");
  http::Response lambda = http::text_response(404, R"({"Message":"Function not found"})");
  lambda.headers.set("x-amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/coral/");
  answer = answer_to(lambda);
  EXPECT_EQ(answer.error + ": " + answer.message, "ResourceNotFoundException: Function not found");
  for (const char* text : {"", "Bad gateway", "<html>", "{", "[]", "{\"__type\":7}"}) {
    EXPECT_EQ(answer_to(http::text_response(403, text)).error, "") << text;
  }
}

TEST_F(CallTest, ThrottlingIsWaitedOutInAllItsForms) {
  upstream_ = [](int tries) {
    if (tries == 1) return http::text_response(400, R"({"__type":"ThrottlingException","message":"Rate exceeded"})");
    if (tries == 2)
      return http::text_response(400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>");
    return http::Response{};
  };
  EXPECT_TRUE(call().ok());
  EXPECT_EQ(sent_.size(), 3U);
}

TEST_F(CallTest, AWrongClockIsCorrectedOnceAndForAll) {
  std::string theirs = "Wed, 15 Nov 2023 00:13:20 GMT";  // two hours after our clock
  upstream_ = [&](int tries) {
    http::Response response = tries == 2 ? http::Response{} : error(403, "RequestTimeTooSkewed");
    response.headers.set("Date", theirs);
    return response;
  };
  EXPECT_TRUE(call().ok());
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[0].headers.get("X-Amz-Date"), "20231114T221320Z");
  EXPECT_EQ(sent_[1].headers.get("X-Amz-Date"), "20231115T001320Z");
  EXPECT_EQ(slept_, 0s);
  EXPECT_FALSE(call().ok()) << "what is refused with the right time is refused";
  EXPECT_EQ(sent_.size(), 4U) << "tried again, for another thread may have corrected the clock meanwhile";
}

TEST_F(CallTest, ARefusalByAClockLikeOursIsOne) {
  upstream_ = [](int) {
    http::Response response = error(403, "AccessDenied");
    response.headers.set("Date", "Tue, 14 Nov 2023 22:15:20 GMT");  // two minutes after our clock
    return response;
  };
  EXPECT_FALSE(call().ok());
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(CallTest, ExpiredCredentialsAreSaidToBe) {
  upstream_ = [](int) {
    return http::text_response(
        400, R"({"__type":"ExpiredTokenException","message":"The security token included in the request is expired"})");
  };
  const Answer answer = call();
  EXPECT_EQ(sent_.size(), 1U);
  try {
    throw_refused(answer, "GetParametersByPath /copper/prod/");
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    EXPECT_EQ(e.internal_detail(),
              "GetParametersByPath /copper/prod/: 400 ExpiredTokenException (The security token included in the "
              "request is expired)");
  }
}

TEST_F(CallTest, AnErrorWithStatus200IsNoSuccess) {
  upstream_ = [](int) { return error(200, "InvalidPart"); };
  EXPECT_FALSE(call().ok());
  upstream_ = [](int) {
    return http::text_response(200, "  \n<?xml version=\"1.0\"?><Error><Code>InvalidPart</Code></Error>");
  };
  EXPECT_FALSE(call().ok());
  upstream_ = [](int) { return error(200, "InvalidPart"); };
  EXPECT_TRUE(call({.target = "/an-object-that-reads-like-an-error.xml"}).ok());
}

TEST_F(CallTest, NoTryBeginsAfterTheDeadline) {
  upstream_ = [](int) { return error(503, "SlowDown"); };
  EXPECT_EQ(code_of_call(), ErrorCode::unavailable);
  EXPECT_LT(slept_, 20s);
  EXPECT_GT(sent_.size(), 4U);
}

TEST_F(CallTest, PausesGrowAndDiffer) {
  upstream_ = [](int) -> http::Response { throw Error(ErrorCode::unavailable, "gone", "connection refused"); };
  for (int i = 0; i < 50; ++i) {
    slept_ = 0ms;
    EXPECT_EQ(code_of_call(), ErrorCode::unavailable);
  }
  EXPECT_LE(*std::max_element(pauses_.begin(), pauses_.end()), 5s);
  EXPECT_GT(*std::max_element(pauses_.begin(), pauses_.end()), 2s);
  EXPECT_GT(std::set(pauses_.begin(), pauses_.end()).size(), 50U);
}

TEST_F(CallTest, EveryTryIsSignedAnew) {
  upstream_ = [this](int tries) {
    slept_ += 2s;
    return tries < 3 ? http::Response{.status = 500} : http::Response{};
  };
  call();
  std::set<std::string> signatures;
  for (const auto& request : sent_) signatures.emplace(request.headers.get("Authorization"));
  EXPECT_EQ(signatures.size(), 3U);
}

TEST_F(CallTest, WhatIsNoFailureOfTheServiceIsNotTriedAgain) {
  upstream_ = [](int) -> http::Response { throw std::runtime_error("too large"); };
  EXPECT_THROW(call(), std::runtime_error);
  EXPECT_EQ(sent_.size(), 1U);
}

}  // namespace
}  // namespace copper::aws
