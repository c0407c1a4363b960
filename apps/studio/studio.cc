#include "apps/studio/studio.h"

#include <boost/json.hpp>

#include "apps/studio/login.h"
#include "apps/studio/proxy.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/http/url.h"
#include "platform/render/assets.h"
#include "platform/render/page.h"

namespace copper::studio {
namespace {

bool is_api(const http::Request& request) {
  return request.path().starts_with("/api/");
}

std::string content_security_policy(const StudioOptions& options) {
  const std::string images = options.storage_origin + " " + http::parse_url(options.gallery_url).origin;
  return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: " + images +
         "; connect-src 'self' " + options.storage_origin + "; form-action 'self' " +
         http::parse_url(options.issuer_url).origin +
         "; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types "
         "'none'";
}

http::Headers security_headers(const StudioOptions& options, bool secure) {
  http::Headers headers{{"Content-Security-Policy", content_security_policy(options)},
                        {"X-Content-Type-Options", "nosniff"},
                        {"X-Frame-Options", "DENY"},
                        {"Referrer-Policy", "same-origin"},  // "no-referrer" would blank the Origin of our own forms
                        {"Cross-Origin-Opener-Policy", "same-origin"},
                        {"Cross-Origin-Resource-Policy", "same-origin"},
                        {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"},
                        {"X-Robots-Tag", "noindex, nofollow"},
                        {"Cache-Control", "no-store"}};
  if (secure) headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  return headers;
}

}  // namespace

struct Studio::Impl {
  explicit Impl(StudioOptions given)
      : options(std::move(given)),
        secure(options.studio_url.starts_with("https://")),
        origin(http::parse_url(options.studio_url).origin),
        assets(options.resources, "studio/"),
        seal(options.session_key),
        issuer({.issuer = options.issuer_url,
                .client_id = options.client_id,
                .client_secret = options.client_secret,
                .audience = options.audience,
                .redirect_uri = origin + "/callback",
                .issuer_http = options.issuer,
                .clock = options.clock}),
        sessions(issuer, seal, http::Cookies(secure), options.clock),
        login(issuer, options.api, seal, http::Cookies(secure), sessions, options.clock) {}

  http::Response render(std::string_view name, boost::json::object view, int status = 200) const;
  http::Response message(int status, std::string_view title, std::string_view text, std::string_view label,
                         std::string_view link) const;
  http::Response error_page(const http::Request& request, const Error& error) const;
  http::Response with_session(const http::Request& request, const std::function<http::Response(const Session&)>& next);
  http::Handler page(std::string name, std::string title);
  http::Handler api_proxy();
  http::Response callback(const http::Request& request);
  http::Response sign_out(const http::Request& request);
  http::Response ready() const;
  http::Router routes();

  const StudioOptions options;
  const bool secure;
  const std::string origin;
  const render::Assets assets;
  const Seal seal;
  const OpenIdClient issuer;
  Sessions sessions;
  const Login login;
};

http::Response Studio::Impl::render(std::string_view name, boost::json::object view, int status) const {
  view["assets"] = assets.url("");
  view["galleryUrl"] = options.gallery_url;
  return http::text_response(status,
                             render::page(options.resources, "templates/" + std::string(name) + ".mustache", view),
                             "text/html; charset=utf-8");
}

http::Response Studio::Impl::message(int status, std::string_view title, std::string_view text, std::string_view label,
                                     std::string_view link) const {
  return render("message", {{"title", title}, {"text", text}, {"label", label}, {"link", link}}, status);
}

http::Response Studio::Impl::error_page(const http::Request& request, const Error& error) const {
  if (is_api(request)) return http::error_response(error);
  const int status = status_of(error.code());
  if (request.path() == "/callback") return message(status, "Not signed in", error.what(), "Sign in", "/login");
  const bool absent = error.code() == ErrorCode::not_found;
  return message(status, absent ? "Nothing here" : "That did not work",
                 absent ? "There is no such page in the studio." : error.what(), "Go to the prints", "/");
}

// Pages without a session lead to the sign-in and back; API calls are told so.
http::Response Studio::Impl::with_session(const http::Request& request,
                                          const std::function<http::Response(const Session&)>& next) {
  const auto session = sessions.find(request);
  if (!session) {
    if (is_api(request)) throw Error(ErrorCode::unauthorized, "You are not signed in any more. Sign in again.");
    return login.start(request, request.target);
  }
  http::Response response = next(*session);
  sessions.keep(request, *session, response);
  return response;
}

http::Handler Studio::Impl::page(std::string name, std::string title) {
  return [this, name = std::move(name), title = std::move(title)](const http::Request& request) {
    return with_session(request, [&](const Session& session) {
      boost::json::object view{{"title", title}, {"name", session.person.name}, {name, true}};
      if (!request.path_parameters.empty()) view["id"] = request.parameter("id");
      return render(name, std::move(view));
    });
  };
}

http::Handler Studio::Impl::api_proxy() {
  return [this](const http::Request& request) {
    if (request.method != "GET" && request.method != "HEAD") require_same_origin(request, origin);
    return with_session(request, [&](const Session& session) {
      http::Response response = forward(request, session, options.api);
      // It was ended from elsewhere, or its token counts no more.
      if (response.status == 401) sessions.end(session, response);
      return response;
    });
  };
}

http::Response Studio::Impl::callback(const http::Request& request) {
  try {
    return login.finish(request);
  } catch (const Error& error) {
    // The back button after signing in, or a second tab: the artist is in already.
    if (error.code() == ErrorCode::unavailable || !sessions.find(request)) throw;
    return http::redirect(303, "/");
  }
}

http::Response Studio::Impl::sign_out(const http::Request& request) {
  require_same_origin(request, origin);
  return login.end(request, origin + "/signed-out");
}

http::Response Studio::Impl::ready() const {
  http::Request probe;
  probe.target = "/healthz";
  if (!issuer.healthy()) throw Error(ErrorCode::unavailable, "The sign-in service does not answer.");
  if (options.api(probe).status != 200) throw Error(ErrorCode::unavailable, "The API does not answer.");
  return http::text_response(200, "ready\n");
}

http::Router Studio::Impl::routes() {
  http::Router router;
  router.on("GET", "/", page("prints", "Prints"));
  router.on("GET", "/prints/{id:id}", page("print", "Print"));
  router.on("GET", "/galleries", page("galleries", "Galleries"));
  router.on("GET", "/galleries/{id:id}", page("gallery", "Gallery"));
  router.on("GET", "/backups", page("backups", "Backups"));
  router.on("GET", "/tags", page("tags", "Tags"));
  router.on("GET", "/site", page("site", "The site"));
  router.on("GET", "/notices", page("notices", "Notices"));
  router.on("GET", "/account", page("account", "Account"));
  router.on("GET", "/log", page("log", "Log"));
  for (const auto* method : {"GET", "POST", "PUT", "DELETE"}) {
    router.on(method, "/api/v1/artist/{rest:path}", api_proxy());
  }
  router.on("GET", "/login",
            [this](const http::Request& request) { return login.start(request, request.query().get("return_to")); });
  router.on("GET", "/callback", [this](const http::Request& request) { return callback(request); });
  router.on("POST", "/logout", [this](const http::Request& request) { return sign_out(request); });
  router.on("GET", "/signed-in", [this](const http::Request&) {
    return message(200, "You are signed in again", "You can close this tab and go on in the other one.",
                   "Go to the prints", "/");
  });
  router.on("GET", "/signed-out",
            [this](const http::Request&) { return message(200, "You are signed out", "See you.", "Sign in", "/"); });
  router.otherwise([this](const http::Request& request) {
    if (auto asset = assets.find(request)) return *asset;
    throw Error(ErrorCode::not_found, "There is nothing at this address.");
  });
  router.on("GET", "/healthz", [](const http::Request&) { return http::text_response(200, "ok\n"); });
  router.on("GET", "/readyz", [this](const http::Request&) { return ready(); });
  return router;
}

Studio::Studio(StudioOptions options) : impl_(std::make_shared<Impl>(std::move(options))) {}
Studio::~Studio() = default;

http::Handler Studio::handler() {
  const auto impl = impl_;
  http::Handler routes = [impl, router = impl->routes()](const http::Request& request) { return router(request); };
  return http::with_headers(
      security_headers(impl->options, impl->secure),
      http::observed("studio", std::move(routes), [impl](const http::Request& request, const Error& error) {
        return impl->error_page(request, error);
      }));
}

}  // namespace copper::studio
