#include "apps/studio/openid.h"

#include "platform/auth/jwt.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::studio {
namespace {

constexpr std::chrono::hours kDocumentAgeMax{1};
// For issuers that leave expires_in out (RFC 6749 §5.1 only recommends it).
constexpr std::chrono::seconds kLifetimeUnknown{300};
constexpr std::chrono::hours kLifetimeMax{24};

Error unavailable(std::string detail) {
  return Error(ErrorCode::unavailable, "The sign-in service does not answer right now. Try again in a moment.",
               std::move(detail));
}

void append(std::string& form, std::string_view name, std::string_view value) {
  if (!form.empty()) form += '&';
  form.append(name).append("=").append(http::percent_encode(value));
}

boost::json::object object_of(const http::Response& response, const std::string& target) {
  boost::json::error_code failed;
  auto value = boost::json::parse(response.body.text(), failed);
  if (response.status != 200 || failed || !value.is_object()) {
    throw unavailable(target + " was answered with status " + std::to_string(response.status));
  }
  return std::move(value.get_object());
}

Tokens tokens_of(const boost::json::object& answer) {
  Tokens tokens{.access = std::string(auth::text_claim(answer, "access_token")),
                .refresh = std::string(auth::text_claim(answer, "refresh_token")),
                .id = std::string(auth::text_claim(answer, "id_token")),
                .lifetime = kLifetimeUnknown};
  if (tokens.access.empty()) throw unavailable("the token answer has no access_token");
  if (const auto* seconds = answer.if_contains("expires_in"); seconds != nullptr && seconds->is_number()) {
    const double given = seconds->to_number<double>();
    if (given > 0 && given < static_cast<double>(std::chrono::seconds(kLifetimeMax).count())) {
      tokens.lifetime = std::chrono::seconds(static_cast<std::int64_t>(given));
    }
  }
  return tokens;
}

}  // namespace

OpenIdClient::OpenIdClient(OpenIdOptions options)
    : options_(std::move(options)),
      id_tokens_({.issuer = options_.issuer,
                  .audience = options_.client_id,
                  .issuer_http = options_.issuer_http,
                  .clock = options_.clock}) {}

OpenIdClient::Document OpenIdClient::discovery() const {
  const std::lock_guard lock(mutex_);
  const auto now = options_.clock();
  if (document_ && now - fetched_ < kDocumentAgeMax) return document_;
  http::Request request;
  request.target = http::parse_url(options_.issuer).path + "/.well-known/openid-configuration";
  auto document = object_of(ask(request), request.target);
  if (auth::text_claim(document, "issuer") != options_.issuer) throw unavailable("the issuer calls itself otherwise");
  document_ = std::make_shared<const boost::json::object>(std::move(document));
  fetched_ = now;
  return document_;
}

std::string OpenIdClient::endpoint(std::string_view name) const {
  return std::string(auth::text_claim(*discovery(), name));
}

http::Response OpenIdClient::post(const std::string& url, std::string form) const {
  const std::string origin = http::parse_url(options_.issuer).origin;
  if (!url.starts_with(origin + "/")) throw unavailable("an endpoint of the issuer lies on another origin: " + url);
  http::Request request;
  request.method = "POST";
  request.target = url.substr(origin.size());
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.headers.set("Accept", "application/json");
  request.body = http::Body(std::move(form));
  return ask(request);
}

http::Response OpenIdClient::ask(const http::Request& request) const {
  try {
    return options_.issuer_http(request);
  } catch (const Error& error) {
    throw unavailable(error.what());
  }
}

std::string OpenIdClient::client_form() const {
  std::string form;
  append(form, "client_id", options_.client_id);
  if (!options_.client_secret.empty()) append(form, "client_secret", options_.client_secret);
  return form;
}

std::string OpenIdClient::login_url(std::string_view state, std::string_view nonce, std::string_view verifier) const {
  const std::string url = endpoint("authorization_endpoint");
  if (url.empty()) throw unavailable("the issuer has no authorization_endpoint");
  std::string query;
  append(query, "response_type", "code");
  append(query, "client_id", options_.client_id);
  append(query, "redirect_uri", options_.redirect_uri);
  append(query, "scope", "openid profile offline_access");
  append(query, "audience", options_.audience);  // Auth0 gives opaque access tokens without it
  // Whoever ended a session elsewhere must not find it open again through one at the issuer.
  append(query, "prompt", "login");
  append(query, "state", state);
  append(query, "nonce", nonce);
  append(query, "code_challenge", base::to_base64url(base::sha256(verifier)));
  append(query, "code_challenge_method", "S256");
  return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
}

Tokens OpenIdClient::exchange(std::string_view code, std::string_view verifier) const {
  std::string form = client_form();
  append(form, "grant_type", "authorization_code");
  append(form, "code", code);
  append(form, "redirect_uri", options_.redirect_uri);
  append(form, "code_verifier", verifier);
  const http::Response response = post(endpoint("token_endpoint"), std::move(form));
  if (response.status == 400 || response.status == 401) {
    throw Error(ErrorCode::unauthorized, "That sign-in is no longer valid. Sign in once more.",
                "the token endpoint answered " + response.body.text().substr(0, 200));
  }
  return tokens_of(object_of(response, "the token endpoint"));
}

Person OpenIdClient::identify(std::string_view id_token, std::string_view nonce) const {
  const auth::Claims claims = id_tokens_.verify(id_token);
  const auto token = auth::parse_jwt(id_token);  // the signature was just checked
  if (nonce.empty() || auth::text_claim(token->claims, "nonce") != nonce) {
    throw Error(ErrorCode::unauthorized, "That sign-in is no longer valid. Sign in once more.",
                "the ID token carries another nonce");
  }
  for (const auto* name : {"name", "preferred_username", "nickname", "email"}) {
    const auto value = auth::text_claim(token->claims, name);
    if (!value.empty()) return {claims.subject, std::string(value)};
  }
  return {claims.subject, claims.subject};
}

std::optional<Tokens> OpenIdClient::refresh(std::string_view refresh_token) const {
  std::string form = client_form();
  append(form, "grant_type", "refresh_token");
  append(form, "refresh_token", refresh_token);
  const http::Response response = post(endpoint("token_endpoint"), std::move(form));
  if (response.status >= 400 && response.status < 500 && response.status != 429) return std::nullopt;
  Tokens tokens = tokens_of(object_of(response, "the token endpoint"));
  if (tokens.refresh.empty()) tokens.refresh = refresh_token;  // issuers that do not rotate them
  return tokens;
}

void OpenIdClient::revoke(std::string_view refresh_token) const noexcept {
  try {
    const std::string url = endpoint("revocation_endpoint");
    if (url.empty() || refresh_token.empty()) return;
    std::string form = client_form();
    append(form, "token", refresh_token);
    append(form, "token_type_hint", "refresh_token");
    post(url, std::move(form));
  } catch (const std::exception& error) {
    log::warning("refresh token was not withdrawn", {{"reason", error.what()}});
  }
}

std::string OpenIdClient::logout_url(std::string_view id_token, std::string_view home) const {
  const std::string url = endpoint("end_session_endpoint");
  if (url.empty()) return std::string(home);
  std::string query;
  append(query, "client_id", options_.client_id);
  append(query, "post_logout_redirect_uri", home);
  if (!id_token.empty()) append(query, "id_token_hint", id_token);
  return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
}

bool OpenIdClient::healthy() const noexcept {
  try {
    return discovery() != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace copper::studio
