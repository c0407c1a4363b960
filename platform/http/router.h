// Chooses a Handler by method and path.
//
//   Router router;
//   router.on("GET", "/galleries/{galleryId:id}/prints", list_prints);
//   Handler handler = router.handler();
//
// A segment is literal or a parameter: {name:id} a positive whole number, {name:uuid} a UUID in lower case, {name} any
// text, and {name:path} as the last segment the rest of the path with its slashes. Literal segments win over
// parameters. An unknown path throws Error not_found; a known path with another method answers 405 with Allow
// (RFC 9110 §15.5.6). HEAD is answered by the GET handler, and OPTIONS with Allow. The method "*" is every method.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/handler.h"

namespace copper::http {

class Router {
 public:
  void on(std::string_view method, std::string_view pattern, Handler handler);
  // Requests no route matches; the default is the not_found error.
  void otherwise(Handler handler) { fallback_ = std::move(handler); }

  Response operator()(const Request& request) const;
  // The pattern that would serve the request, for logs and metrics; empty when none does.
  std::string_view pattern_of(const Request& request) const;

 private:
  enum class Kind { literal, id, uuid, text, path };
  struct Segment {
    Kind kind;
    std::string text;  // the literal, or the parameter's name
  };
  struct Route {
    std::string pattern;
    std::vector<Segment> segments;
    std::vector<std::pair<std::string, Handler>> methods;
  };
  using Parameters = std::vector<std::pair<std::string, std::string>>;

  static std::vector<Segment> parse(std::string_view pattern);
  static bool matches(const Route& route, const std::vector<std::string_view>& path, Parameters& parameters);
  const Route* find(std::string_view path, Parameters& parameters) const;

  std::vector<Route> routes_;  // literal-first order
  Handler fallback_;
};

}  // namespace copper::http
