#include "identity/pages.h"

#include <set>
#include <span>

#include "platform/http/url.h"
#include "platform/render/page.h"

// Defined by copper_embed().
std::span<const copper::base::EmbeddedFile> identity_templates();
std::span<const copper::base::EmbeddedFile> identity_assets();

namespace copper::identity {
namespace {

// Chromium holds redirects after a form to form-action as well, so the clients' origins are named.
std::string content_policy(const std::vector<Client>& clients) {
  std::set<std::string> origins;
  for (const auto& client : clients) {
    for (const auto* uris : {&client.redirect_uris, &client.post_logout_uris}) {
      for (const auto& uri : *uris) origins.insert(http::parse_url(uri).origin);
    }
  }
  std::string policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'";
  for (const auto& origin : origins) policy.append(" ").append(origin);
  return policy + "; base-uri 'none'; frame-ancestors 'none'";
}

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".woff2")) return "font/woff2";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

std::string_view title_of(int status) {
  if (status == 404) return "There is nothing here";
  if (status >= 500) return "Signing in does not work right now";
  return "That did not work";
}

}  // namespace

Pages::Pages(const std::vector<Client>& clients, bool secure)
    : templates_(identity_templates()),
      assets_(identity_assets()),
      content_policy_(content_policy(clients)),
      secure_(secure) {}

http::Response Pages::page(int status, std::string_view name, boost::json::object view) const {
  view["stylesheet"] = "/assets/identity.css?v=" + assets_.fingerprint();
  http::Response response =
      http::text_response(status, render::page(templates_, "templates/" + std::string(name) + ".mustache", view),
                          "text/html; charset=utf-8");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response Pages::message(int status, std::string_view title, std::string_view text) const {
  return page(status, "message", {{"title", title}, {"text", text}});
}

http::Response Pages::error(const Error& error) const {
  const int status = status_of(error.code());
  return message(status, title_of(status), error.what());
}

http::Response Pages::asset(const std::string& name) const {
  if (!assets_.has(name)) throw Error(ErrorCode::not_found, "There is no such file.");
  http::Response response = http::text_response(200, assets_.get(name), type_of(name));
  response.headers.set("Cache-Control", "public, max-age=86400");
  response.headers.set("ETag", "\"" + assets_.fingerprint() + "\"");
  return response;
}

void Pages::protect(http::Response& response) const {
  auto& headers = response.headers;
  headers.set("Content-Security-Policy", content_policy_);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "DENY");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  // Not "no-referrer": then browsers would send "Origin: null" with our own forms.
  headers.set("Referrer-Policy", "same-origin");
  if (secure_) headers.set("Strict-Transport-Security", "max-age=63072000");
  if (!headers.find("Cache-Control")) headers.set("Cache-Control", "no-store");
}

}  // namespace copper::identity
