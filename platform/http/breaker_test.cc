#include "platform/http/breaker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "platform/base/error.h"

namespace copper::http {
namespace {

using namespace std::chrono_literals;

class BreakerTest : public testing::Test {
 protected:
  Response ask() { return handler_(Request{}); }

  void fail(int times) {
    part_ = [](const Request&) { return text_response(503, "down"); };
    for (int i = 0; i < times; ++i) EXPECT_EQ(ask().status, 503);
  }

  base::TimePoint now_{std::chrono::seconds(1'700'000'000)};
  std::atomic<int> asked_ = 0;
  Handler part_ = [](const Request&) { return text_response(200, "fine"); };
  Handler handler_ =
      circuit_breaker({.name = "part", .failures = 3, .window = 10s, .open_for = 5s, .clock = [this] { return now_; }},
                      [this](const Request& request) { return ++asked_, part_(request); });
};

TEST_F(BreakerTest, AfterSomeFailuresThePartIsNotAsked) {
  fail(3);
  const Response refused = ask();
  EXPECT_EQ(asked_, 3);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.get("Retry-After"), "5");
  EXPECT_NE(refused.body.view().find("UNAVAILABLE"), std::string_view::npos);
}

TEST_F(BreakerTest, ThrownUnavailabilityAndBadGatewaysAreFailuresToo) {
  part_ = [](const Request&) -> Response { throw Error(ErrorCode::unavailable, "down"); };
  EXPECT_THROW(ask(), Error);
  part_ = [](const Request&) { return text_response(502, ""); };
  ask();
  part_ = [](const Request&) { return text_response(504, ""); };
  ask();
  ask();
  EXPECT_EQ(asked_, 3);
}

TEST_F(BreakerTest, OtherErrorsAreAnswers) {
  for (int i = 0; i < 5; ++i) {
    part_ = [](const Request&) -> Response { throw Error(ErrorCode::not_found, "no such print"); };
    EXPECT_THROW(ask(), Error);
    part_ = [](const Request&) -> Response { throw std::runtime_error("a fault"); };
    EXPECT_THROW(ask(), std::runtime_error);
    part_ = [](const Request&) { return text_response(500, ""); };
    EXPECT_EQ(ask().status, 500);
  }
  EXPECT_EQ(asked_, 15);
}

TEST_F(BreakerTest, FailuresFarApartDoNotOpenIt) {
  for (int i = 0; i < 6; ++i) {
    fail(1);
    now_ += 6s;
  }
  EXPECT_EQ(asked_, 6);
}

TEST_F(BreakerTest, RecoversByItself) {
  fail(3);
  part_ = [](const Request&) { return text_response(200, "fine"); };
  EXPECT_EQ(ask().status, 503);
  now_ += 5s;
  EXPECT_EQ(ask().status, 200);
  EXPECT_EQ(ask().status, 200);
  fail(2);
  part_ = [](const Request&) { return text_response(200, "fine"); };
  EXPECT_EQ(ask().status, 200) << "failures from before it opened do not count again";
}

TEST_F(BreakerTest, AProbeThatFailsKeepsItOpenAsLongAgain) {
  fail(3);
  now_ += 5s;
  EXPECT_EQ(ask().status, 503);
  EXPECT_EQ(asked_, 4);
  now_ += 4s;
  EXPECT_EQ(ask().headers.get("Retry-After"), "1");
  EXPECT_EQ(asked_, 4);
  now_ += 1s;
  ask();
  EXPECT_EQ(asked_, 5);
}

TEST_F(BreakerTest, OneProbeAtATimeIsLetThrough) {
  fail(3);
  now_ += 5s;
  std::promise<void> entered;
  std::promise<void> release;
  part_ = [&](const Request&) {
    entered.set_value();
    release.get_future().wait();
    return text_response(200, "fine");
  };
  auto probe = std::async(std::launch::async, [&] { return ask().status; });
  entered.get_future().wait();
  EXPECT_EQ(ask().status, 503);
  release.set_value();
  EXPECT_EQ(probe.get(), 200);
  EXPECT_EQ(asked_, 4);
}

TEST_F(BreakerTest, LateAnswersDoNotCloseIt) {
  std::promise<void> entered;
  std::promise<void> release;
  part_ = [&](const Request& request) {
    if (request.target != "/late") return text_response(503, "down");
    entered.set_value();
    release.get_future().wait();
    return text_response(200, "fine");
  };
  auto late = std::async(std::launch::async, [&] { return handler_({.target = "/late"}).status; });
  entered.get_future().wait();
  for (int i = 0; i < 3; ++i) ask();
  release.set_value();
  EXPECT_EQ(late.get(), 200);
  EXPECT_EQ(ask().status, 503);
  EXPECT_EQ(asked_, 4);
}

TEST_F(BreakerTest, OpeningAndClosingAreLoggedOnceEach) {
  testing::internal::CaptureStdout();
  fail(10);
  now_ += 5s;
  fail(10);
  now_ += 5s;
  part_ = [](const Request&) { return text_response(200, "fine"); };
  for (int i = 0; i < 5; ++i) ask();
  const std::string log = testing::internal::GetCapturedStdout();
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << log;
  EXPECT_LT(log.find("circuit breaker opened"), log.find("circuit breaker closed")) << log;
}

}  // namespace
}  // namespace copper::http
