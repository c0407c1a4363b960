#include "apps/gateway/cors.h"

#include <algorithm>
#include <stdexcept>

#include "platform/base/error.h"
#include "platform/http/url.h"

namespace copper::gateway {
namespace {

using http::Request;
using http::Response;

bool is_origin(const std::string& text) {
  try {
    return http::parse_url(text).origin == text;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

// The request's origin when it is one of `origins`.
const std::string* known_origin(const Request& request, const Origins& origins) {
  const auto found = std::find(origins.begin(), origins.end(), request.headers.get("Origin"));
  return found == origins.end() ? nullptr : &*found;
}

}  // namespace

Origins parse_origins(std::string_view key, std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  Origins origins;
  for (std::string_view rest = text; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    std::string_view part = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    part.remove_prefix(std::min(part.find_first_not_of(kBlank), part.size()));
    part = part.substr(0, part.find_last_not_of(kBlank) + 1);
    origins.emplace_back(part);
    if (is_origin(origins.back())) continue;
    throw StartError(
        std::string(key) + " names '" + origins.back() +
        "': it must be origins with commas between them, as in https://studio.example,http://localhost:8081.");
  }
  return origins;
}

http::Handler with_preflight(Origins origins, http::Handler next) {
  return [origins = std::move(origins), next = std::move(next)](const Request& request) {
    const bool preflight = request.method == "OPTIONS" && request.headers.find("Access-Control-Request-Method");
    if (!preflight || !known_origin(request, origins)) return next(request);
    return Response{.status = 204,
                    .headers = {{"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"},
                                {"Access-Control-Allow-Headers",
                                 "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id, traceparent"},
                                {"Access-Control-Max-Age", "600"}},
                    .body = {}};
  };
}

http::Handler readable_by(Origins origins, http::Handler next) {
  return [origins = std::move(origins), next = std::move(next)](const Request& request) {
    Response response = next(request);
    response.headers.add("Vary", "Origin");
    if (const auto* origin = known_origin(request, origins)) {
      response.headers.set("Access-Control-Allow-Origin", *origin);
      response.headers.set("Access-Control-Expose-Headers",
                           "ETag, Location, Retry-After, X-Content-Revision, X-Request-Id");
    }
    return response;
  };
}

}  // namespace copper::gateway
