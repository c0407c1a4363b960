// Time as everything here uses it: UTC, and injected where a test must move it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace copper::base {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Clock = std::function<TimePoint()>;

TimePoint system_now();

std::string to_iso8601(TimePoint time);         // 2023-07-01T12:00:00Z, seconds
std::string to_iso8601_millis(TimePoint time);  // 2023-07-01T12:00:00.123Z
std::string to_http_date(TimePoint time);       // RFC 9110 §5.6.7: Sat, 01 Jul 2023 12:00:00 GMT

// What the functions above write, read back; nullopt for anything else.
std::optional<TimePoint> from_iso8601(const std::string& text);  // with or without milliseconds
std::optional<TimePoint> from_http_date(const std::string& text);

}  // namespace copper::base
