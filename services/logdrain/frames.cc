#include "services/logdrain/frames.h"

#include <array>
#include <charconv>
#include <optional>

#include "platform/base/error.h"

namespace copper::logdrain {
namespace {

std::optional<unsigned> number_of(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// What stands before the next blank, which goes with it.
std::string_view word_of(std::string_view& text) {
  const auto blank = text.find(' ');
  const std::string_view word = text.substr(0, blank);
  text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  return word;
}

// 2026-11-30T06:45:29.123456+00:00; Heroku's offset is always this one.
std::optional<base::TimePoint> time_of(std::string_view text) {
  constexpr std::size_t kSeconds = 19;
  if (text.size() < kSeconds + 6) return std::nullopt;
  const std::string_view offset = text.substr(text.size() - 6);
  if (offset != "+00:00" && offset != "-00:00") return std::nullopt;
  const std::string fraction(text.substr(kSeconds, text.size() - kSeconds - 6));
  const std::string millis = (fraction.empty() ? "." : fraction) + "000";
  return base::from_iso8601(std::string(text.substr(0, kSeconds)) + millis.substr(0, 4) + "Z");
}

// RFC 5424 §6.2.1: a priority is eight times the facility, and the severity.
std::optional<std::string_view> level_of(std::string_view head) {
  constexpr std::array<std::string_view, 8> kLevels{"error",   "error", "error", "error",
                                                    "warning", "info",  "info",  "debug"};
  if (!head.starts_with('<') || !head.ends_with(">1")) return std::nullopt;
  const auto priority = number_of(head.substr(1, head.size() - 3));
  return priority ? std::optional(kLevels[*priority % 8]) : std::nullopt;
}

Line read_message(std::string_view message, base::TimePoint now) {
  if (message.ends_with('\n')) message.remove_suffix(1);
  std::string_view rest = message;
  const auto level = level_of(word_of(rest));
  const auto time = time_of(word_of(rest));
  word_of(rest);  // the host, which is "host", or the drain's token
  const std::string_view source = word_of(rest);
  const std::string_view dyno = word_of(rest);
  const std::string_view id = word_of(rest);
  if (!level || !time || id.empty()) return {now, "warning", "heroku", "unknown", std::string(message)};
  return {*time, *level, std::string(source), std::string(dyno), std::string(rest)};
}

}  // namespace

std::vector<Line> read_frames(std::string_view body, base::TimePoint now) {
  std::vector<Line> lines;
  while (!body.empty()) {
    const auto length = number_of(word_of(body));
    if (!length || *length > body.size()) {
      throw Error(ErrorCode::bad_request,
                  "The body must be syslog messages with the length of each before it; message " +
                      std::to_string(lines.size() + 1) + " is not.");
    }
    lines.push_back(read_message(body.substr(0, *length), now));
    body.remove_prefix(*length);
    while (body.starts_with('\n')) body.remove_prefix(1);  // where a length leaves it out
  }
  return lines;
}

}  // namespace copper::logdrain
