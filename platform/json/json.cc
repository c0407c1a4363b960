#include "platform/json/json.h"

#include <algorithm>
#include <cmath>

#include "platform/base/encoding.h"

namespace copper::json {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Media types compare without regard to case (RFC 9110 §8.3.1).
bool is_json(std::string_view type) {
  constexpr std::string_view kJson = "application/json";
  return std::equal(type.begin(), type.end(), kJson.begin(), kJson.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

std::string shown(double number) {
  return std::floor(number) == number ? std::to_string(static_cast<std::int64_t>(number)) : std::to_string(number);
}

std::string range_text(std::string_view kind, double min, double max) {
  return "must be " + std::string(kind) + " from " + shown(min) + " to " + shown(max);
}

}  // namespace

http::Response response(int status, const Value& value) {
  return http::text_response(status, boost::json::serialize(value), "application/json; charset=utf-8");
}

Value body_of(const http::Request& request) {
  std::string_view type = request.headers.get("Content-Type");
  type = trimmed(type.substr(0, type.find(';')));
  if (!is_json(type)) {
    throw Error(ErrorCode::unsupported_media_type, "The body must be application/json.");
  }
  const std::string text = request.body.text();
  if (!base::is_utf8(text)) throw Error(ErrorCode::bad_request, "The body is not UTF-8.");
  boost::json::error_code failure;
  Value value = boost::json::parse(text, failure, {}, {.max_depth = 32});
  if (failure) throw Error(ErrorCode::bad_request, "The body is not valid JSON: " + failure.message() + ".");
  return value;
}

std::optional<std::string> text_problem(std::string_view text, const TextRule& rule) {
  if (base::utf8_length(text) > rule.length_max) {
    return "must be at most " + std::to_string(rule.length_max) + " characters long";
  }
  if (base::has_control_characters(text)) return "must not contain control characters";
  if (!rule.lines && text.find_first_of("\r\n\t") != std::string_view::npos) return "must be a single line";
  return std::nullopt;
}

ObjectReader::ObjectReader(const http::Request& request) : ObjectReader(body_of(request)) {}

ObjectReader::ObjectReader(Value value, std::string prefix) : value_(std::move(value)), prefix_(std::move(prefix)) {
  if (value_.is_object()) return;
  if (prefix_.empty()) throw Error(ErrorCode::bad_request, "The body must be a JSON object.");
  throw Error::bad_field(prefix_.substr(0, prefix_.size() - 1), "must be an object");
}

bool ObjectReader::has(std::string_view field) const {
  return value_.get_object().contains(field);
}

bool ObjectReader::is_null(std::string_view field) const {
  const Value* value = value_.get_object().if_contains(field);
  return value != nullptr && value->is_null();
}

const Value* ObjectReader::find(std::string_view field, bool required) {
  const Value* value = value_.get_object().if_contains(field);
  if (value != nullptr && !value->is_null()) return value;
  if (required) fail(field, "is required");
  return nullptr;
}

std::optional<std::string> ObjectReader::text(std::string_view field, TextRule rule) {
  const Value* value = find(field, rule.required);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    fail(field, "must be a text");
    return std::nullopt;
  }
  // The limit counts what was sent, as the documents of the API say.
  const bool too_long = base::utf8_length(value->get_string()) > rule.length_max;
  std::string text(too_long ? std::string_view(value->get_string()) : trimmed(value->get_string()));
  if (auto problem = text_problem(text, rule)) {
    fail(field, std::move(*problem));
    return std::nullopt;
  }
  if (text.empty() && rule.required) {
    fail(field, "must not be empty");
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view field, IntegerRule rule) {
  const Value* value = find(field, rule.required);
  if (value == nullptr) return std::nullopt;
  boost::json::error_code failure;
  const auto number = value->is_number() ? value->to_number<std::int64_t>(failure) : 0;
  if (!value->is_number() || failure || number < rule.min || number > rule.max) {
    fail(field, range_text("a whole number", static_cast<double>(rule.min), static_cast<double>(rule.max)));
    return std::nullopt;
  }
  return number;
}

std::optional<double> ObjectReader::number(std::string_view field, NumberRule rule) {
  const Value* value = find(field, rule.required);
  if (value == nullptr) return std::nullopt;
  const double number = value->is_number() ? value->to_number<double>() : std::nan("");
  if (!(number >= rule.min && number <= rule.max)) {
    fail(field, range_text("a number", rule.min, rule.max));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> ObjectReader::boolean(std::string_view field) {
  const Value* value = find(field, false);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) {
    fail(field, "must be true or false");
    return std::nullopt;
  }
  return value->get_bool();
}

std::optional<std::string> ObjectReader::choice(std::string_view field, const std::vector<std::string_view>& allowed,
                                                bool required) {
  const Value* value = find(field, required);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    const std::string_view text = value->get_string();
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return std::string(text);
  }
  std::string message = "must be one of";
  for (const auto option : allowed) message.append(" ").append(option).append(",");
  message.pop_back();
  fail(field, std::move(message));
  return std::nullopt;
}

const Object* ObjectReader::object(std::string_view field, bool required) {
  const Value* value = find(field, required);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) fail(field, "must be an object");
  return value->if_object();
}

const Array* ObjectReader::array(std::string_view field, std::size_t size_max, bool required) {
  const Value* value = find(field, required);
  if (value == nullptr) return nullptr;
  const Array* array = value->if_array();
  if (array == nullptr || array->size() > size_max) {
    fail(field, "must be a list of at most " + std::to_string(size_max));
    return nullptr;
  }
  return array;
}

void ObjectReader::fail(std::string_view field, std::string message) {
  errors_.push_back({prefix_ + std::string(field), std::move(message)});
}

void ObjectReader::check() const {
  if (!errors_.empty()) throw Error::bad_fields(errors_);
}

}  // namespace copper::json
