#include "apps/gateway/gateway.h"

#include "apps/gateway/documents.h"
#include "apps/gateway/print_forms.h"
#include "platform/http/breaker.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/http/server.h"
#include "platform/image/versions.h"
#include "platform/json/json.h"

namespace copper::gateway {
namespace {

using http::Handler;
using http::Request;
using http::Response;

constexpr std::uint64_t kPartBytesMax = 16 << 20;
constexpr std::string_view kArtist = "/api/v1/artist/";
constexpr std::string_view kAdmin = "/api/v1/admin/";

Handler only_for(std::string role, const auth::Verifier& verifier, Handler next) {
  return [role = std::move(role), &verifier, next = std::move(next)](const Request& request) {
    verifier.require(request, role);
    return next(request);
  };
}

// What only the artist may see is nobody else's to keep, errors included.
Handler kept_private(Handler next) {
  return [next = std::move(next)](const Request& request) {
    Response response = next(request);
    const auto path = request.path();
    if (path.starts_with(kArtist) || path.starts_with(kAdmin)) response.headers.set("Cache-Control", "no-store");
    return response;
  };
}

// Answers here are data: nothing in them may run, frame or be guessed at.
http::Headers security_headers(std::string_view public_url) {
  http::Headers headers{
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Referrer-Policy", "no-referrer"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
      {"Cross-Origin-Resource-Policy", "cross-origin"},
  };
  if (public_url.starts_with("https:")) headers.set("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

// Older clients read {"code","message"}, newer ones {"error":{…}}: both are there, whoever says what is wrong.
Handler with_both_forms_of_errors(Handler next) {
  return [next = std::move(next)](const Request& request) {
    Response response = next(request);
    if (response.status < 400 || !is_search(request.path())) return response;
    boost::json::error_code failure;
    json::Value body = boost::json::parse(response.body.text(), failure);
    const json::Value* error = !failure && body.is_object() ? body.get_object().if_contains("error") : nullptr;
    if (error == nullptr || !error->is_object()) return response;
    const json::Object said = error->get_object();
    for (const char* name : {"code", "message"}) {
      if (const json::Value* value = said.if_contains(name)) body.get_object()[name] = *value;
    }
    response.body = boost::json::serialize(body);
    return response;
  };
}

// Where the storage is asked while somebody waits.
bool is_upload(std::string_view path) {
  return path == "/api/v1/artist/uploads" || path.starts_with("/api/v1/artist/uploads/");
}

// Breakers of their own: while the storage is away uploads fail, and the artist goes on with all the rest.
Handler content_for_artists(const Handler& content) {
  return [uploads = http::circuit_breaker({.name = "content, for uploads"}, content),
          others = http::circuit_breaker({.name = "content, for artists"}, content)](const Request& request) {
    return is_upload(request.path()) ? uploads(request) : others(request);
  };
}

// Asks all of them; the first that is not ready is the answer.
Handler first_failure_of(std::vector<Handler> services) {
  return [services = std::move(services)](const Request& request) {
    Response response;
    for (const auto& service : services) {
      response = service(request);
      if (response.status != 200) break;
    }
    return response;
  };
}

}  // namespace

std::function<Handler(Handler)> dress(const std::string& public_url, const Origins& allowed_origins) {
  return [headers = security_headers(public_url), allowed_origins](Handler next) {
    return http::with_headers(headers, readable_by(allowed_origins, with_both_forms_of_errors(std::move(next))));
  };
}

std::uint64_t body_bytes_max(const Request& request) {
  if (is_print_form(request)) return image::kOriginalBytesMax + http::kJsonBytesMax;
  return request.path().starts_with("/storage/") ? kPartBytesMax : http::kJsonBytesMax;
}

Handler gateway(GatewayOptions options) {
  http::Router routes;
  const Handler for_visitors = http::circuit_breaker({.name = "content, for visitors"}, options.content);
  const Handler for_artists = with_print_forms(signed_urls(options.public_url + "/storage/", options.storage),
                                               content_for_artists(options.content));
  const Handler for_searchers = http::circuit_breaker({.name = "search"}, options.search);
  // Which methods an address takes is the service's to say.
  routes.on("*", std::string(kArtist) + "{rest:path}", only_for("artist", options.verifier, for_artists));
  routes.on("*", std::string(kArtist) + "search", only_for("artist", options.verifier, for_searchers));
  routes.on("*", std::string(kAdmin) + "{rest:path}", only_for("admin", options.verifier, for_artists));
  for (const char* collection :
       {"/api/v1/galleries", "/api/v1/notices", "/api/v1/prints", "/api/v1/revision", "/api/v1/site"}) {
    routes.on("*", collection, for_visitors);
    routes.on("*", std::string(collection) + "/{rest:path}", for_visitors);
  }
  for (const char* path : {"/api/v1/search", "/api/v1/search/{rest:path}"}) routes.on("*", path, for_searchers);
  const auto documented = documents();
  for (const char* path : {"/api/docs", "/api/docs/{rest:path}", "/api/v1/openapi/{rest:path}"}) {
    routes.on("GET", path, documented);
  }
  if (options.storage) routes.on("*", "/storage/{rest:path}", options.storage);
  routes.on("GET", "/healthz", [](const Request&) { return json::response(200, {{"status", "up"}}); });
  routes.on("GET", "/readyz",
            first_failure_of({options.content, options.search}));  // the truth, not the breakers' memory
  Handler inside = with_preflight(options.allowed_origins, limited(options.limits, std::move(routes)));
  // The rest is outside the error handling, so that errors carry these headers too.
  return dress(options.public_url, options.allowed_origins)(kept_private(http::observed("gateway", std::move(inside))));
}

}  // namespace copper::gateway
