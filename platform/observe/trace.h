// W3C Trace Context (https://www.w3.org/TR/trace-context/): one id for everything that one visit sets in motion,
// and one for each part's share of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace copper::trace {

struct Context {
  std::string trace_id;      // 32 hexadecimal digits
  std::string span_id;       // 16
  std::string flags = "00";  // 2, passed on as they came
};

// A traceparent header; nullopt when it is malformed, as it then counts as absent.
std::optional<Context> parse(std::string_view traceparent);

Context make();
// The same trace and a span of its own: what a part works under, and what each of its calls is sent with.
Context child(const Context& parent);

std::string to_traceparent(const Context& context);

}  // namespace copper::trace
