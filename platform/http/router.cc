#include "platform/http/router.h"

#include <algorithm>
#include <stdexcept>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::size_t start = 0;;) {
    const auto slash = path.find('/', start);
    parts.push_back(path.substr(start, slash - start));
    if (slash == std::string_view::npos) return parts;
    start = slash + 1;
  }
}

// 1 to 18 digits without a leading zero, so that every id fits a bigint.
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 18 && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_text(std::string_view text) {
  return !text.empty() && base::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

}  // namespace

std::vector<Router::Segment> Router::parse(std::string_view pattern) {
  std::vector<Segment> segments;
  for (const std::string_view part : split(pattern)) {
    if (!part.starts_with('{')) {
      segments.push_back({Kind::literal, std::string(part)});
      continue;
    }
    const std::string_view inside = part.substr(1, part.size() - 2);
    const auto colon = std::min(inside.find(':'), inside.size());
    const std::string_view type = inside.substr(std::min(colon + 1, inside.size()));
    const Kind kind = type == "id"     ? Kind::id
                      : type == "uuid" ? Kind::uuid
                      : type == "path" ? Kind::path
                      : type.empty()   ? Kind::text
                                       : throw std::logic_error("unknown parameter type in " + std::string(pattern));
    segments.push_back({kind, std::string(inside.substr(0, colon))});
  }
  return segments;
}

void Router::on(std::string_view method, std::string_view pattern, Handler handler) {
  const auto same = std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return r.pattern == pattern; });
  if (same != routes_.end()) {
    same->methods.emplace_back(method, std::move(handler));
    return;
  }
  Route route{std::string(pattern), parse(pattern), {}};
  route.methods.emplace_back(method, std::move(handler));
  const auto more_literal = [](const Route& a, const Route& b) {
    return std::lexicographical_compare(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                                        [](const Segment& x, const Segment& y) { return x.kind < y.kind; });
  };
  routes_.insert(std::upper_bound(routes_.begin(), routes_.end(), route, more_literal), std::move(route));
}

bool Router::matches(const Route& route, const std::vector<std::string_view>& path, Parameters& parameters) {
  parameters.clear();
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    const Segment& segment = route.segments[i];
    if (segment.kind == Kind::path) {
      if (i >= path.size()) return false;
      std::string rest(path[i]);
      for (std::size_t k = i + 1; k < path.size(); ++k) rest.append("/").append(path[k]);
      rest = percent_decode(rest);
      if (!is_text(rest)) return false;
      parameters.emplace_back(segment.text, std::move(rest));
      return true;
    }
    if (i >= path.size()) return false;
    if (segment.kind == Kind::literal) {
      if (path[i] != segment.text) return false;
      continue;
    }
    std::string value = percent_decode(path[i]);
    const bool good = segment.kind == Kind::id     ? is_id(value)
                      : segment.kind == Kind::uuid ? base::is_uuid(value)
                                                   : is_text(value);
    if (!good) return false;
    parameters.emplace_back(segment.text, std::move(value));
  }
  return route.segments.size() == path.size();
}

const Router::Route* Router::find(std::string_view path, Parameters& parameters) const {
  const auto parts = split(path);
  const auto route =
      std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return matches(r, parts, parameters); });
  return route == routes_.end() ? nullptr : &*route;
}

Response Router::operator()(const Request& request) const {
  Parameters parameters;
  const Route* route = find(request.path(), parameters);
  if (route == nullptr) {
    if (fallback_) return fallback_(request);
    throw Error(ErrorCode::not_found, "There is nothing at this address.");
  }
  log::Scope::note_route(route->pattern);
  const auto wanted = [&](std::string_view method) {
    return std::find_if(route->methods.begin(), route->methods.end(),
                        [&](const auto& entry) { return entry.first == method; });
  };
  auto entry = wanted(request.method);
  if (entry == route->methods.end() && request.method == "HEAD") entry = wanted("GET");
  if (entry == route->methods.end()) entry = wanted("*");
  if (entry != route->methods.end()) {
    Request routed = request;
    routed.path_parameters = std::move(parameters);
    return entry->second(routed);
  }
  std::string allow;
  for (const auto& [method, handler] : route->methods) {
    allow.append(method).append(", ");
    if (method == "GET") allow.append("HEAD, ");
  }
  allow += "OPTIONS";
  if (request.method == "OPTIONS") return {.status = 204, .headers = {{"Allow", allow}}, .body = {}};
  Response refused = error_response(
      Error(ErrorCode::method_not_allowed, "This address answers " + allow + ", not " + request.method + "."));
  refused.headers.set("Allow", allow);
  return refused;
}

std::string_view Router::pattern_of(const Request& request) const {
  Parameters parameters;
  const Route* route = find(request.path(), parameters);
  return route == nullptr ? std::string_view() : std::string_view(route->pattern);
}

}  // namespace copper::http
