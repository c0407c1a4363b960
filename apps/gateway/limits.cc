#include "apps/gateway/limits.h"

#include <memory>

namespace copper::gateway {
namespace {

using Limiter = std::shared_ptr<http::RateLimiter>;

Limiter limiter(const std::optional<http::Budget>& budget, const base::Clock& clock) {
  return budget ? std::make_shared<http::RateLimiter>(*budget, clock) : nullptr;
}

bool is_under(std::string_view path, std::string_view parent) {
  return path.starts_with(parent) && (path.size() == parent.size() || path[parent.size()] == '/');
}

bool reads(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

}  // namespace

bool is_search(std::string_view path) {
  return is_under(path, "/api/v1/search") || is_under(path, "/api/v1/artist/search");
}

http::Handler limited(const Limits& limits, http::Handler next) {
  return http::rate_limited(
      [reading = limiter(limits.reading, limits.clock), searching = limiter(limits.searching, limits.clock),
       writing = limiter(limits.writing, limits.clock)](const http::Request& request) -> http::RateLimiter* {
        if (is_under(request.path(), "/storage")) return nullptr;
        if (is_search(request.path())) return searching.get();
        return reads(request.method) ? reading.get() : writing.get();
      },
      std::move(next));
}

}  // namespace copper::gateway
