// Structured logs: one JSON line per event on stdout (time, level, service, requestId, traceId, event, your
// fields).
//
//   log::info("print published", {{"printId", 17}});
//
// Call from any thread; never throws.
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/observe/trace.h"

namespace copper::log {

// Any value that JSON can say: text, number, boolean, boost::json::value.
struct Field {
  template <class T>
  Field(std::string_view field_name, T&& field_value)
      : name(field_name), value(boost::json::value_from(std::forward<T>(field_value))) {}
  std::string_view name;
  boost::json::value value;
};
using Fields = std::initializer_list<Field>;

enum class Level { debug, info, warning, error, off };
void set_level(Level level);
Level level_from(std::string_view name);  // throws StartError naming LOG_LEVEL and what it accepts

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

// What every line of this thread carries while the Scope lives; scopes nest, and what an inner one is not given it
// takes from the outer one.
class Scope {
 public:
  Scope(std::string service, std::string request_id, std::optional<trace::Context> trace = {});
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  static std::string_view current_request_id();  // empty outside a request
  static std::optional<trace::Context> current_trace();

  // The pattern of the route that serves the request, told by the Router to whoever observes the request.
  static void note_route(std::string_view pattern);
  const std::string& route() const { return route_; }

 private:
  std::string service_;
  std::string request_id_;
  std::optional<trace::Context> trace_;
  std::string route_;
  Scope* outer_;
  friend void write_line(Level level, std::string_view event, Fields fields);
};

}  // namespace copper::log
