#include "platform/i18n/messages.h"

#include <unicode/currunit.h>
#include <unicode/datefmt.h>
#include <unicode/dtptngen.h>
#include <unicode/msgfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/ucurr.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

namespace copper::i18n {
namespace {

const icu::Locale& locale_of(Language language) {
  static const icu::Locale danish("da", "DK");
  static const icu::Locale english("en", "GB");
  return language == Language::da ? danish : english;
}

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string narrow(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

void check(UErrorCode status, std::string_view what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
}

std::unique_ptr<icu::MessageFormat> parse_message(const icu::Locale& locale, std::string_view key,
                                                  std::string_view pattern) {
  UErrorCode status = U_ZERO_ERROR;
  auto format = std::make_unique<icu::MessageFormat>(wide(pattern), locale, status);
  check(status, "message " + std::string(key));
  return format;
}

icu::Formattable argument_of(const boost::json::value& value) {
  if (value.is_int64()) return icu::Formattable(static_cast<int64_t>(value.get_int64()));
  if (value.is_uint64()) return icu::Formattable(static_cast<int64_t>(value.get_uint64()));
  if (value.is_double()) return icu::Formattable(value.get_double());
  return icu::Formattable(wide(std::string_view(value.as_string())));
}

int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int number = -1;
  const char* first = text.data() + at;
  const auto [end, error] = std::from_chars(first, first + count, number);
  if (error != std::errc() || end != first + count) throw std::invalid_argument("not a date: " + std::string(text));
  return number;
}

// Midday UTC of the date that an ISO 8601 text begins with.
UDate day_of(std::string_view iso8601) {
  namespace chrono = std::chrono;
  if (iso8601.size() < 10) throw std::invalid_argument("not a date: " + std::string(iso8601));
  const chrono::year_month_day date{chrono::year(digits_at(iso8601, 0, 4)),
                                    chrono::month(static_cast<unsigned>(digits_at(iso8601, 5, 2))),
                                    chrono::day(static_cast<unsigned>(digits_at(iso8601, 8, 2)))};
  if (!date.ok()) throw std::invalid_argument("not a date: " + std::string(iso8601));
  const chrono::milliseconds midday = chrono::sys_days(date).time_since_epoch() + chrono::hours(12);
  return static_cast<UDate>(midday.count());
}

}  // namespace

Messages::Messages(Language language, std::string_view catalogue_json) : language_(language) {
  const auto catalogue = boost::json::parse({catalogue_json.data(), catalogue_json.size()});
  for (const auto& [key, text] : catalogue.as_object()) {
    parse_message(locale_of(language), key, text.as_string());
    texts_.emplace(key, text.as_string());
  }
}

const std::string& Messages::text(std::string_view key) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) {
    throw std::out_of_range("no text " + std::string(key) + " in " + std::string(code_of(language_)));
  }
  return found->second;
}

std::string Messages::format(std::string_view key, const boost::json::object& arguments) const {
  // Parsed anew for each call: MessageFormat keeps caches of its own and is not safe to share between
  // threads.
  const auto format = parse_message(locale_of(language_), key, text(key));
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : arguments) {
    names.push_back(wide(name));
    values.push_back(argument_of(value));
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result;
  format->format(names.data(), values.data(), static_cast<int32_t>(names.size()), result, status);
  check(status, key);
  return narrow(result);
}

std::string Messages::number(double value) const {
  UErrorCode status = U_ZERO_ERROR;
  const auto text = icu::number::NumberFormatter::withLocale(locale_of(language_)).formatDouble(value, status);
  const icu::UnicodeString result = text.toString(status);
  check(status, "number");
  return narrow(result);
}

std::string Messages::price(double amount, std::string_view currency) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString code = wide(currency);
  const icu::CurrencyUnit unit(code.getTerminatedBuffer(), status);
  check(status, "currency " + std::string(currency));
  const bool whole = std::trunc(amount) == amount;
  const auto precision = whole ? icu::number::Precision(icu::number::Precision::integer())
                               : icu::number::Precision(icu::number::Precision::currency(UCURR_USAGE_STANDARD));
  const auto text = icu::number::NumberFormatter::withLocale(locale_of(language_))
                        .unit(unit)
                        .precision(precision)
                        .formatDouble(amount, status);
  const icu::UnicodeString result = text.toString(status);
  check(status, "price");
  return narrow(result);
}

std::string Messages::date(std::string_view iso8601) const {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::DateTimePatternGenerator> generator(
      icu::DateTimePatternGenerator::createInstance(locale_of(language_), status));
  check(status, "date");
  icu::SimpleDateFormat format(generator->getBestPattern("yMMMMd", status), locale_of(language_), status);
  check(status, "date");
  format.setTimeZone(*icu::TimeZone::getGMT());
  icu::UnicodeString result;
  format.format(day_of(iso8601), result);
  return narrow(result);
}

}  // namespace copper::i18n
