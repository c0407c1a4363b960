// What a URL's query says, read parameter by parameter; all problems are thrown together as one 400.
//
//   QueryReader in(request);
//   const Paging paging = in.paging();
//   const auto year = in.integer("year", {.min = 1400, .max = 2100});
//   in.check();
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/error.h"
#include "platform/http/message.h"
#include "platform/json/json.h"

namespace copper::json {

struct Paging {
  std::int64_t page = 1;
  std::int64_t limit = 20;
  std::int64_t offset() const { return (page - 1) * limit; }
  std::int64_t pages(std::int64_t total) const { return (total + limit - 1) / limit; }
};

// Parameters that are absent are nullopt, and so are empty texts. A parameter given twice is an error.
class QueryReader {
 public:
  explicit QueryReader(const http::Request& request) : query_(request.query()) {}

  std::optional<std::string> text(std::string_view name);
  // A parameter that may be given several times, its empty values left out.
  std::vector<std::string> texts(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, IntegerRule rule);
  std::optional<double> number(std::string_view name, NumberRule rule);
  std::optional<std::string> choice(std::string_view name, const std::vector<std::string_view>& allowed);
  std::optional<std::string> language() { return choice("language", {"en", "da"}); }
  // A comma-separated list of ids, as a PostgreSQL array: {1,2,3}.
  std::optional<std::string> ids(std::string_view name);
  Paging paging();

  void check() const;

 private:
  std::optional<std::string_view> find(std::string_view name);
  std::optional<std::string> checked(std::string_view name, std::string_view value);
  void fail(std::string_view name, std::string message);

  http::Query query_;
  std::vector<FieldError> errors_;
};

}  // namespace copper::json
