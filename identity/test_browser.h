// For the tests of this folder: a provider over a real database, a browser that keeps its cookies, and a
// client that knows PKCE.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <string>

#include "identity/identity.h"
#include "identity/protocol.h"
#include "platform/auth/verifier.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/db/pool.h"
#include "platform/db/test_database.h"
#include "platform/http/url.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::identity {

inline constexpr const char* kIssuer = "http://localhost:8083";
inline constexpr const char* kRedirect = "http://localhost:8081/callback";
inline constexpr const char* kSignedOut = "http://localhost:8081/signed-out";
inline constexpr const char* kPassword = "drypoint on zinc";
inline const std::string kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636 appendix B

using Fields = std::map<std::string, std::string>;

inline std::string encoded(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
  }
  return text;
}

// What a hidden or visible input of a page holds; empty when there is none.
inline std::string input_of(const http::Response& page, const std::string& name) {
  const std::string html = page.body.text();
  const auto at = html.find("name=\"" + name + "\"");
  const auto value = html.find("value=\"", at);
  if (at == std::string::npos || value == std::string::npos) return {};
  return html.substr(value + 7, html.find('"', value + 7) - value - 7);
}

// A parameter of the URL that a response redirects to.
inline std::string returned(const http::Response& response, std::string_view name) {
  const std::string_view location = response.headers.get("Location");
  const auto mark = location.find('?');
  if (mark == std::string_view::npos) return {};
  return std::string(http::Query::parse(location.substr(mark + 1)).get(name));
}

inline boost::json::object json_of(const http::Response& response) {
  return boost::json::parse(response.body.text()).as_object();
}

class Browser {
 public:
  explicit Browser(http::Handler handler, std::string address = "192.0.2.1")
      : handler_(std::move(handler)), address_(std::move(address)) {}

  http::Response get(const std::string& target) { return send("GET", target, {}); }
  http::Response post(const std::string& target, const Fields& form) { return send("POST", target, encoded(form)); }

  std::map<std::string, std::string> cookies;
  http::Headers headers;

 private:
  http::Response send(std::string method, const std::string& target, std::string body) {
    http::Request request;
    request.method = std::move(method);
    request.target = target;
    request.headers = headers;
    request.client_address = address_;
    if (request.method == "POST") {
      request.headers.set("Content-Type", "application/x-www-form-urlencoded");
      request.body = http::Body(std::move(body));
    }
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) request.headers.set("Cookie", jar);
    http::Response response = handler_(request);
    for (const auto& [name, value] : response.headers) {
      if (name == "Set-Cookie") keep(value);
    }
    return response;
  }

  void keep(const std::string& field) {
    const auto equals = field.find('=');
    const auto end = field.find(';');
    if (field.find("Max-Age=0") != std::string::npos) {
      cookies.erase(field.substr(0, equals));
    } else {
      cookies[field.substr(0, equals)] = field.substr(equals + 1, end - equals - 1);
    }
  }

  http::Handler handler_;
  std::string address_;
};

class ProviderTest : public testing::Test {
 protected:
  ProviderTest() {
    subject = identity.create_user({.username = "karen",
                                    .email = "karen@example.com",
                                    .display_name = "Karen Blix",
                                    .password = kPassword,
                                    .roles = {"artist"}});
  }

  static Fields request_fields() {
    return {{"response_type", "code"},
            {"client_id", "studio"},
            {"redirect_uri", kRedirect},
            {"scope", "openid profile email offline_access"},
            {"state", "st&te=1"},
            {"nonce", "n-0S6"},
            {"code_challenge", base::to_base64url(base::sha256(kVerifier))},
            {"code_challenge_method", "S256"}};
  }
  static std::string query_with(const Fields& changes) {
    Fields fields = request_fields();
    for (const auto& [name, value] : changes) {
      if (value == "-") {
        fields.erase(name);
      } else {
        fields[name] = value;
      }
    }
    return encoded(fields);
  }

  http::Response log_in(Browser& browser, const std::string& username, const std::string& password,
                        const Fields& changes = {}) {
    const std::string target = "/login?" + query_with(changes);
    const std::string token = input_of(browser.get(target), "form_token");
    return browser.post(target, {{"form_token", token}, {"username", username}, {"password", password}});
  }
  std::string code_for(Browser& browser, const Fields& changes = {}) {
    return returned(log_in(browser, "karen", kPassword, changes), "code");
  }
  http::Response exchange(const std::string& code, const Fields& changes = {}) {
    Fields form = {{"grant_type", "authorization_code"},
                   {"client_id", "studio"},
                   {"code", code},
                   {"redirect_uri", kRedirect},
                   {"code_verifier", kVerifier}};
    for (const auto& [name, value] : changes) form[name] = value;
    return Browser(handler).post("/token", form);
  }
  boost::json::object tokens() {
    Browser browser(handler);
    return json_of(exchange(code_for(browser)));
  }
  http::Response refresh(std::string_view token) {
    return Browser(handler).post(
        "/token", {{"grant_type", "refresh_token"}, {"client_id", "studio"}, {"refresh_token", std::string(token)}});
  }
  http::Response userinfo(std::string_view access_token) {
    Browser browser(handler);
    browser.headers.set("Authorization", "Bearer " + std::string(access_token));
    return browser.get("/userinfo");
  }

  db::TestDatabase database{schema()};
  db::Pool db{database.url()};
  base::TimePoint now{std::chrono::seconds(1'700'000'000)};
  Identity identity{{.db = db,
                     .issuer = kIssuer,
                     .clients = {{.id = "studio", .redirect_uris = {kRedirect}, .post_logout_uris = {kSignedOut}},
                                 {.id = "press",
                                  .redirect_uris = {"http://localhost:9000/back?from=copper"},
                                  .post_logout_uris = {}}},
                     .audience = "copper-api",
                     .clock = [this] { return now; }}};
  http::Handler handler = identity.handler();
  std::string subject;
};

}  // namespace copper::identity
