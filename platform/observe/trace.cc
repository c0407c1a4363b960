#include "platform/observe/trace.h"

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::trace {
namespace {

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::optional<Context> parse(std::string_view traceparent) {
  constexpr std::size_t kLength = 55;  // 00-{32}-{16}-{2}
  if (traceparent.size() < kLength) return std::nullopt;
  const auto version = traceparent.substr(0, 2);
  const auto trace_id = traceparent.substr(3, 32);
  const auto span_id = traceparent.substr(36, 16);
  const auto flags = traceparent.substr(53, 2);
  const bool divided = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-';
  // Versions to come may append fields (§3.2.2).
  const bool ends = traceparent.size() == kLength || (version != "00" && traceparent[kLength] == '-');
  if (!divided || !ends || version == "ff" || is_zero(trace_id) || is_zero(span_id)) return std::nullopt;
  for (const auto part : {version, trace_id, span_id, flags}) {
    if (!is_hex(part)) return std::nullopt;
  }
  return Context{std::string(trace_id), std::string(span_id), std::string(flags)};
}

Context make() {
  return child({.trace_id = base::to_hex(base::random_bytes(16)), .span_id = {}});
}

Context child(const Context& parent) {
  return {.trace_id = parent.trace_id, .span_id = base::to_hex(base::random_bytes(8)), .flags = parent.flags};
}

std::string to_traceparent(const Context& context) {
  return "00-" + context.trace_id + "-" + context.span_id + "-" + context.flags;
}

}  // namespace copper::trace
