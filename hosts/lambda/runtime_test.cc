#include "hosts/lambda/runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "platform/base/error.h"
#include "platform/json/json.h"

namespace copper::lambda {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;

// The Runtime API: gives out the events it has, and ends the loop after the last.
class RuntimeTest : public testing::Test {
 protected:
  http::Response serve(const http::Request& request) {
    if (request.target.ends_with("/invocation/next")) {
      if (events_.empty()) throw std::runtime_error("no more events");
      http::Response response = http::text_response(200, events_.front());
      events_.pop_front();
      const auto deadline = base::system_now() + time_;
      response.headers.set("Lambda-Runtime-Aws-Request-Id", "event-" + std::to_string(++given_));
      response.headers.set("Lambda-Runtime-Deadline-Ms", std::to_string(deadline.time_since_epoch() / 1ms));
      return response;
    }
    posted_.push_back(request);
    return http::text_response(posted_.size() == refused_ ? 413 : 202, "{}");
  }

  int run(const std::function<Function()>& make) {
    try {
      return lambda::run(
          make, [this](const http::Request& request) { return serve(request); }, [this] { ++ended_; });
    } catch (const std::runtime_error&) {
      return 0;  // the events are all
    }
  }
  int run_with(std::function<std::string(const Invocation&)> answer) {
    return run([&] { return Function{answer, [](const Invocation&) { return std::string("\"late\""); }}; });
  }

  void wait_until_given_up() {
    while (ended_ == 0) std::this_thread::sleep_for(10ms);
  }

  std::string path(std::size_t i) { return posted_.at(i).target.substr(std::string("/2018-06-01/runtime/").size()); }
  json::Object body(std::size_t i) { return boost::json::parse(posted_.at(i).body.text()).as_object(); }

  std::deque<std::string> events_;
  std::chrono::milliseconds time_ = 10s;
  std::size_t refused_ = 0;
  int given_ = 0;
  std::atomic<int> ended_ = 0;  // the process, by a watchdog
  std::vector<http::Request> posted_;
};

TEST_F(RuntimeTest, EveryEventIsAnswered) {
  events_ = {"1", "2"};
  run_with([](const Invocation& invocation) { return invocation.event.text() + "0"; });
  ASSERT_EQ(posted_.size(), 2u);
  EXPECT_EQ(path(0), "invocation/event-1/response");
  EXPECT_EQ(posted_[0].body.text(), "10");
  EXPECT_EQ(path(1), "invocation/event-2/response");
  EXPECT_EQ(posted_[1].body.text(), "20");
}

TEST_F(RuntimeTest, AnExceptionIsTheEventsErrorAndTheNextEventIsServed) {
  events_ = {"bad", "good"};
  run_with([](const Invocation& invocation) {
    if (invocation.event.view() == "bad") throw Error(ErrorCode::bad_request, "This is nothing.");
    return invocation.event.text();
  });
  ASSERT_EQ(posted_.size(), 2u);
  EXPECT_EQ(path(0), "invocation/event-1/error");
  EXPECT_EQ(body(0).at("errorType").as_string(), "copper::Error");
  EXPECT_EQ(body(0).at("errorMessage").as_string(), "This is nothing.");
  EXPECT_EQ(posted_[0].headers.get("Lambda-Runtime-Function-Error-Type"), "copper::Error");
  EXPECT_EQ(path(1), "invocation/event-2/response");
}

TEST_F(RuntimeTest, AFunctionThatCannotBeMadeSaysWhy) {
  events_ = {"never"};
  EXPECT_EQ(run([]() -> Function { throw StartError("COPPER_DATABASE_URL is not set."); }), 1);
  ASSERT_EQ(posted_.size(), 1u);
  EXPECT_EQ(path(0), "init/error");
  EXPECT_EQ(body(0).at("errorMessage").as_string(), "COPPER_DATABASE_URL is not set.");
}

TEST_F(RuntimeTest, AFunctionThatDoesNotEndIsGivenUpInTimeWhateverTheOneBeforeHad) {
  events_ = {"quick", "slow", "never"};
  time_ = 1h;
  EXPECT_EQ(run_with([&](const Invocation& invocation) {
              time_ = 600ms;  // of the next one
              if (invocation.event.view() == "quick") return std::string("1");
              wait_until_given_up();
              return std::string("too late");
            }),
            1);
  ASSERT_EQ(posted_.size(), 2u);
  EXPECT_EQ(posted_[0].body.text(), "1");
  EXPECT_EQ(path(1), "invocation/event-2/response");
  EXPECT_EQ(posted_[1].body.text(), "\"late\"");
  EXPECT_EQ(ended_, 1);
}

TEST_F(RuntimeTest, WhatFailsTooLateIsAnsweredOnce) {
  events_ = {"slow"};
  time_ = 600ms;
  EXPECT_EQ(run_with([&](const Invocation&) -> std::string {
              wait_until_given_up();
              throw Error(ErrorCode::internal, "Too late.");
            }),
            1);
  ASSERT_EQ(posted_.size(), 1u);
  EXPECT_EQ(posted_[0].body.text(), "\"late\"");
}

TEST_F(RuntimeTest, AnAnswerThatIsRefusedIsTheEventsError) {
  events_ = {"1"};
  refused_ = 1;
  run_with([](const Invocation&) { return std::string("{}"); });
  ASSERT_EQ(posted_.size(), 2u);
  EXPECT_EQ(path(1), "invocation/event-1/error");
  EXPECT_NE(body(1).at("errorMessage").as_string().find("413"), std::string::npos);
}

}  // namespace
}  // namespace copper::lambda
