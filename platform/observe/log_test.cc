#include "platform/observe/log.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "platform/base/error.h"

namespace copper::log {
namespace {

// What `work` writes to stdout, one parsed object per line.
template <class Work>
std::vector<boost::json::object> lines_of(Work&& work) {
  testing::internal::CaptureStdout();
  work();
  std::vector<boost::json::object> lines;
  std::string text = testing::internal::GetCapturedStdout();
  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    lines.push_back(boost::json::parse(text.substr(0, end)).as_object());
  }
  EXPECT_EQ(text, "") << "a line without its end";
  return lines;
}

class Log : public testing::Test {
 protected:
  void SetUp() override { set_level(Level::info); }
  void TearDown() override { set_level(Level::info); }
};

TEST_F(Log, AnEventIsOneJsonLineWithTimeLevelAndFields) {
  const auto lines = lines_of([] { info("print published", {{"printId", 17}, {"title", std::string("»Marsk«\n")}}); });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].at("level"), "info");
  EXPECT_EQ(lines[0].at("event"), "print published");
  EXPECT_EQ(lines[0].at("printId"), 17);
  EXPECT_EQ(lines[0].at("title"), "»Marsk«\n");
  EXPECT_EQ(lines[0].at("time").as_string().size(), std::string("2023-07-01T12:00:00.123Z").size());
  EXPECT_FALSE(lines[0].contains("service"));
}

TEST_F(Log, ScopesNestAndTheInnerOneKeepsTheRequestId) {
  const auto lines = lines_of([] {
    const Scope gateway("gateway", "request-1");
    {
      const Scope content("content", "");
      info("inner");
      EXPECT_EQ(Scope::current_request_id(), "request-1");
    }
    info("outer");
  });
  EXPECT_EQ(lines.at(0).at("service"), "content");
  EXPECT_EQ(lines.at(0).at("requestId"), "request-1");
  EXPECT_EQ(lines.at(1).at("service"), "gateway");
  EXPECT_EQ(Scope::current_request_id(), "");
}

TEST_F(Log, EveryLineOfATraceCarriesItsId) {
  const trace::Context trace = trace::make();
  const auto lines = lines_of([&] {
    const Scope gateway("gateway", "request-1", trace);
    const Scope content("content", "");
    info("inner");
    EXPECT_EQ(Scope::current_trace()->span_id, trace.span_id);
  });
  EXPECT_EQ(lines.at(0).at("traceId").as_string(), std::string_view(trace.trace_id));
  EXPECT_FALSE(Scope::current_trace());
}

TEST_F(Log, ARouteIsToldToTheInnermostScope) {
  const Scope gateway("gateway", "request-1");
  Scope::note_route("/prints/{id:id}");
  {
    const Scope content("content", "");
    EXPECT_EQ(content.route(), "");
    Scope::note_route("/inner");
  }
  EXPECT_EQ(gateway.route(), "/prints/{id:id}");
}

TEST_F(Log, WhatLiesBelowTheLevelIsNotWritten) {
  set_level(level_from("warning"));
  const auto lines = lines_of([] {
    debug("a");
    info("b");
    warning("c");
    error("d");
  });
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("event"), "c");
  set_level(level_from("off"));
  EXPECT_TRUE(lines_of([] { error("e"); }).empty());
}

TEST_F(Log, AnUnknownLevelNamesTheKeyAndWhatItAccepts) {
  try {
    level_from("loud");
    FAIL();
  } catch (const StartError& e) {
    EXPECT_STREQ(e.what(), "COPPER_LOG_LEVEL is 'loud': it must be debug, info, warning, error or off.");
  }
}

TEST_F(Log, BytesThatAreNotTextDoNotBreakTheLine) {
  const auto lines = lines_of([] { info("odd", {{"path", "/\xFF\xFE"}}); });
  EXPECT_EQ(lines.at(0).at("path"), "/??");
}

TEST_F(Log, LinesOfManyThreadsAreNotMixed) {
  const std::string long_text(20'000, 'x');
  const auto lines = lines_of([&] {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 25; ++i) info("busy", {{"text", long_text}});
      });
    }
  });
  EXPECT_EQ(lines.size(), 100U);
}

}  // namespace
}  // namespace copper::log
