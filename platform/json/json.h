// JSON in and out of HTTP messages.
//
// Reading is field by field; all problems of one object are collected and thrown together as one 400:
//
//   ObjectReader in(request);
//   auto title = in.text("title", {.required = true, .length_max = 200});
//   auto year  = in.integer("year", {.min = 1400, .max = 2100});
//   in.check();                                   // throws Error bad_request naming every bad field
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/http/message.h"

namespace copper::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

http::Response response(int status, const Value& value);

// Throws Error bad_request for malformed JSON, bytes that are not UTF-8 and nesting deeper than 32, and
// unsupported_media_type unless the request says application/json.
Value body_of(const http::Request& request);

struct TextRule {
  bool required = false;
  std::size_t length_max = 200;  // code points
  bool lines = false;            // line feeds and tabs allowed
};
// The largest whole number that every reader of JSON keeps exactly (RFC 7493 §2.2).
inline constexpr std::int64_t kIntegerMax = (1LL << 53) - 1;

struct IntegerRule {
  bool required = false;
  std::int64_t min = 0;
  std::int64_t max = kIntegerMax;
};
struct NumberRule {
  bool required = false;
  double min = 0;
  double max = 1e15;
};

class ObjectReader {
 public:
  explicit ObjectReader(const http::Request& request);          // the body must be an object
  explicit ObjectReader(Value value, std::string prefix = {});  // of its fields' names in refusals: "focus."

  bool has(std::string_view field) const;      // present, null included
  bool is_null(std::string_view field) const;  // present and null

  // Absent and null fields are nullopt (an error when required). Texts are measured, then trimmed; an empty required
  // text is an error.
  std::optional<std::string> text(std::string_view field, TextRule rule = {});
  std::optional<std::int64_t> integer(std::string_view field, IntegerRule rule = {});
  std::optional<double> number(std::string_view field, NumberRule rule = {});
  std::optional<bool> boolean(std::string_view field);
  // One of `allowed`.
  std::optional<std::string> choice(std::string_view field, const std::vector<std::string_view>& allowed,
                                    bool required = false);
  // Nested values; nullptr when absent, an error when of another type.
  const Object* object(std::string_view field, bool required = false);
  const Array* array(std::string_view field, std::size_t size_max, bool required = false);

  void fail(std::string_view field, std::string message);
  void check() const;  // throws when anything failed

 private:
  const Value* find(std::string_view field, bool required);

  Value value_;
  std::string prefix_;
  std::vector<FieldError> errors_;
};

// The rule for one text, as ObjectReader::text applies it; the message says what is accepted.
std::optional<std::string> text_problem(std::string_view text, const TextRule& rule);

}  // namespace copper::json
