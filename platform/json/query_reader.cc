#include "platform/json/query_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "platform/base/encoding.h"

namespace copper::json {
namespace {

constexpr std::int64_t kPagesMax = 1'000'000'000;
constexpr std::size_t kIdsMax = 100;
constexpr std::size_t kTextsMax = 50;

std::optional<std::int64_t> parsed(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

void QueryReader::fail(std::string_view name, std::string message) {
  errors_.push_back({std::string(name), std::move(message)});
}

std::optional<std::string_view> QueryReader::find(std::string_view name) {
  const auto values = query_.all(name);
  if (values.empty()) return std::nullopt;
  if (values.size() > 1) fail(name, "must be given once");
  return values.front();
}

std::optional<std::string> QueryReader::checked(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  if (!base::is_utf8(value)) {
    fail(name, "must be UTF-8");
  } else if (auto problem = text_problem(value, {})) {
    fail(name, std::move(*problem));
  } else {
    return std::string(value);
  }
  return std::nullopt;
}

std::optional<std::string> QueryReader::text(std::string_view name) {
  const auto value = find(name);
  return value ? checked(name, *value) : std::nullopt;
}

std::vector<std::string> QueryReader::texts(std::string_view name) {
  std::vector<std::string> found;
  for (const auto value : query_.all(name)) {
    if (auto text = checked(name, value)) found.push_back(std::move(*text));
  }
  if (found.size() > kTextsMax) fail(name, "must be given at most " + std::to_string(kTextsMax) + " times");
  return found;
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, IntegerRule rule) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto number = parsed(*value);
  if (number && *number >= rule.min && *number <= rule.max) return number;
  fail(name, "must be a whole number from " + std::to_string(rule.min) + " to " + std::to_string(rule.max));
  return std::nullopt;
}

std::optional<double> QueryReader::number(std::string_view name, NumberRule rule) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  const bool whole = error == std::errc() && end == value->data() + value->size() && std::isfinite(number);
  if (whole && number >= rule.min && number <= rule.max) return number;
  fail(name, "must be a number from " + std::to_string(static_cast<std::int64_t>(rule.min)) + " to " +
                 std::to_string(static_cast<std::int64_t>(rule.max)));
  return std::nullopt;
}

std::optional<std::string> QueryReader::choice(std::string_view name, const std::vector<std::string_view>& allowed) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return std::string(*value);
  std::string message = "must be one of";
  for (const auto option : allowed) message.append(" ").append(option).append(",");
  message.pop_back();
  fail(name, std::move(message));
  return std::nullopt;
}

std::optional<std::string> QueryReader::ids(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::string_view rest = *value;
  std::string array = "{";
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    const auto comma = rest.find(',');
    const auto id = parsed(rest.substr(0, comma));
    if (!id || *id < 1 || *id > kIntegerMax || count == kIdsMax) {
      fail(name, "must be at most " + std::to_string(kIdsMax) + " ids with commas between them, like 1,2,3");
      return std::nullopt;
    }
    array.append(count == 0 ? "" : ",").append(std::to_string(*id));
    more = comma != std::string_view::npos;
    rest.remove_prefix(more ? comma + 1 : rest.size());
  }
  return array + "}";
}

Paging QueryReader::paging() {
  const Paging standard;
  return {.page = integer("page", {.min = 1, .max = kPagesMax}).value_or(standard.page),
          .limit = integer("limit", {.min = 1, .max = 100}).value_or(standard.limit)};
}

void QueryReader::check() const {
  if (!errors_.empty()) throw Error::bad_fields(errors_);
}

}  // namespace copper::json
