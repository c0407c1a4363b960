#include "apps/gateway/gateway.h"

#include <algorithm>

#include "apps/gateway/documents.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/json/json.h"

namespace copper::gateway {
namespace {

using http::Handler;
using http::Request;
using http::Response;

Handler only_for(std::string role, const auth::Verifier& verifier, Handler next) {
  return [role = std::move(role), &verifier, next = std::move(next)](const Request& request) {
    verifier.require(request, role);
    return next(request);
  };
}

// Fetch standard, "CORS protocol": only the configured origins, never a wildcard.
Handler with_cors(std::vector<std::string> origins, Handler next) {
  return [origins = std::move(origins), next = std::move(next)](const Request& request) {
    const std::string origin(request.headers.get("Origin"));
    const bool known = std::find(origins.begin(), origins.end(), origin) != origins.end();
    const bool preflight = request.method == "OPTIONS" && request.headers.find("Access-Control-Request-Method");
    Response response;
    if (known && preflight) {
      response.status = 204;
      response.headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
      response.headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, X-Request-Id");
      response.headers.set("Access-Control-Max-Age", "600");
    } else {
      response = next(request);
    }
    response.headers.add("Vary", "Origin");
    if (known) {
      response.headers.set("Access-Control-Allow-Origin", origin);
      response.headers.set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, X-Request-Id");
    }
    return response;
  };
}

// Answers here are data: nothing in them may run, frame or be guessed at.
const http::Headers kSecurityHeaders{
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "cross-origin"},
};

}  // namespace

Handler gateway(GatewayOptions options) {
  http::Router routes;
  const auto& content = options.content;
  // Which methods an address takes is the service's to say.
  routes.on("*", "/api/v1/artist/{rest:path}", only_for("artist", options.verifier, content));
  routes.on("*", "/api/v1/admin/{rest:path}", only_for("admin", options.verifier, content));
  for (const char* collection : {"/api/v1/galleries", "/api/v1/prints", "/api/v1/revision", "/api/v1/site"}) {
    routes.on("*", collection, content);
    routes.on("*", std::string(collection) + "/{rest:path}", content);
  }
  const auto documented = documents();
  for (const char* path : {"/api/docs", "/api/docs/{rest:path}", "/api/v1/openapi/{rest:path}"}) {
    routes.on("GET", path, documented);
  }
  if (options.storage) routes.on("*", "/storage/{rest:path}", options.storage);
  routes.on("GET", "/healthz", [](const Request&) { return json::response(200, {{"status", "up"}}); });
  routes.on("GET", "/readyz", content);
  // Outside the error handling, so that errors carry these headers too.
  return with_cors(std::move(options.allowed_origins),
                   http::with_headers(kSecurityHeaders, http::observed("gateway", std::move(routes))));
}

}  // namespace copper::gateway
