#include "platform/base/clock.h"

#include <array>
#include <cstdio>

namespace copper::base {
namespace {

struct Parts {
  int year;
  unsigned month, day, weekday;
  int hour, minute, second, millis;
};

Parts parts_of(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          std::chrono::weekday{day}.c_encoding(),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

}  // namespace

TimePoint system_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_iso8601(TimePoint time) {
  const Parts p = parts_of(time);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", p.year, p.month, p.day, p.hour, p.minute,
                p.second);
  return text.data();
}

std::string to_iso8601_millis(TimePoint time) {
  std::string text = to_iso8601(time);
  std::array<char, 16> millis{};
  std::snprintf(millis.data(), millis.size(), ".%03dZ", parts_of(time).millis);
  return text.replace(text.size() - 1, 1, millis.data());
}

std::string to_http_date(TimePoint time) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Parts p = parts_of(time);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[p.weekday], p.day,
                kMonths[p.month - 1], p.year, p.hour, p.minute, p.second);
  return text.data();
}

}  // namespace copper::base
