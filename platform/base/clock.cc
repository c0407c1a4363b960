#include "platform/base/clock.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace copper::base {
namespace {

struct Parts {
  int year;
  unsigned month, day, weekday;
  int hour, minute, second, millis;
};

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

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

TimePoint time_of(int year, unsigned month, unsigned day, int hour, int minute, int second, int millis) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(millis);
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
  const Parts p = parts_of(time);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[p.weekday], p.day,
                kMonths[p.month - 1], p.year, p.hour, p.minute, p.second);
  return text.data();
}

// Both write the time they read once more: what does not come out the same is not a time.
std::optional<TimePoint> from_iso8601(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0, millis = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3d", &year, &month, &day, &hour, &minute, &second, &millis) <
      6) {
    return std::nullopt;
  }
  const TimePoint time = time_of(year, month, day, hour, minute, second, millis);
  return text == to_iso8601(time) || text == to_iso8601_millis(time) ? std::optional(time) : std::nullopt;
}

std::optional<TimePoint> from_http_date(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0;
  unsigned day = 0;
  std::array<char, 4> name{};
  if (std::sscanf(text.c_str(), "%*3s, %2u %3s %4d %2d:%2d:%2d GMT", &day, name.data(), &year, &hour, &minute,
                  &second) != 6) {
    return std::nullopt;
  }
  unsigned month = 1;
  while (month < kMonths.size() && std::string_view(kMonths[month - 1]) != name.data()) ++month;
  const TimePoint time = time_of(year, month, day, hour, minute, second, 0);
  return text == to_http_date(time) ? std::optional(time) : std::nullopt;
}

}  // namespace copper::base
