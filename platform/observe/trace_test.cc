#include "platform/observe/trace.h"

#include <gtest/gtest.h>

#include <vector>

namespace copper::trace {
namespace {

constexpr const char* kExample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Trace, ATraceparentIsReadAndWrittenAsItWas) {
  const auto context = parse(kExample);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(context->span_id, "00f067aa0ba902b7");
  EXPECT_EQ(context->flags, "01");
  EXPECT_EQ(to_traceparent(*context), kExample);
}

TEST(Trace, AMalformedTraceparentCountsAsAbsent) {
  const std::string example = kExample;
  const std::vector<std::string> malformed{
      "",
      example.substr(1),
      example + "-",
      example + "-01",
      "ff" + example.substr(2),
      "0g" + example.substr(2),
      "01" + example.substr(2) + "x",
      "00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  };
  for (const auto& text : malformed) {
    EXPECT_FALSE(parse(text)) << text;
  }
}

TEST(Trace, VersionsToComeMayAppendFields) {
  const std::string rest = std::string(kExample).substr(2);
  EXPECT_TRUE(parse("01" + rest));
  EXPECT_TRUE(parse("cc" + rest + "-what-the-future-brings"));
}

TEST(Trace, AChildKeepsTheTraceAndHasASpanOfItsOwn) {
  const Context parent = *parse(kExample);
  const Context span = child(parent);
  EXPECT_EQ(span.trace_id, parent.trace_id);
  EXPECT_EQ(span.flags, parent.flags);
  EXPECT_NE(span.span_id, parent.span_id);
  EXPECT_TRUE(parse(to_traceparent(span)));
}

TEST(Trace, EveryNewTraceIsAnother) {
  EXPECT_TRUE(parse(to_traceparent(make())));
  EXPECT_NE(make().trace_id, make().trace_id);
}

}  // namespace
}  // namespace copper::trace
