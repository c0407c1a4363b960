#include "identity/identity.h"

#include "identity/passwords.h"
#include "identity/provider.h"
#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/url.h"

namespace copper::identity {
namespace {

const IdentityOptions& checked(const IdentityOptions& options) {
  try {
    if (http::parse_url(options.issuer).origin == options.issuer) return options;
  } catch (const std::invalid_argument&) {
  }
  throw StartError(
      "The issuer of the embedded identity provider must be an origin without a path, such as "
      "http://localhost:8083, not " +
      options.issuer);
}

http::Response json(const boost::json::object& object) {
  return http::text_response(200, boost::json::serialize(object), "application/json");
}

// OpenID Connect Discovery 1.0 §3.
boost::json::object discovery(const std::string& issuer) {
  return {{"issuer", issuer},
          {"authorization_endpoint", issuer + "/authorize"},
          {"token_endpoint", issuer + "/token"},
          {"userinfo_endpoint", issuer + "/userinfo"},
          {"revocation_endpoint", issuer + "/revoke"},
          {"end_session_endpoint", issuer + "/logout"},
          {"jwks_uri", issuer + "/.well-known/jwks.json"},
          {"scopes_supported", {"openid", "profile", "email", "offline_access"}},
          {"response_types_supported", boost::json::array{"code"}},
          {"response_modes_supported", boost::json::array{"query"}},
          {"grant_types_supported", {"authorization_code", "refresh_token"}},
          {"subject_types_supported", boost::json::array{"public"}},
          {"id_token_signing_alg_values_supported", boost::json::array{"RS256"}},
          {"token_endpoint_auth_methods_supported", boost::json::array{"none"}},
          {"revocation_endpoint_auth_methods_supported", boost::json::array{"none"}},
          {"code_challenge_methods_supported", boost::json::array{"S256"}},
          {"prompt_values_supported", {"none", "login", "select_account"}},
          {"claims_supported",
           {"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "name", "preferred_username", "email"}},
          {"request_uri_parameter_supported", false},
          {"authorization_response_iss_parameter_supported", true}};
}

// Everything else is looked at by people.
bool is_for_programs(std::string_view path) {
  return path == "/token" || path == "/revoke" || path == "/userinfo" || path == "/healthz" || path == "/readyz" ||
         path.starts_with("/.well-known/");
}

}  // namespace

void add_plain_routes(http::Router& router, Provider& provider) {
  router.on("GET", "/.well-known/openid-configuration",
            [document = discovery(provider.issuer)](const http::Request&) { return json(document); });
  router.on("GET", "/.well-known/jwks.json", [&](const http::Request&) { return json(provider.tokens.jwks()); });
  router.on("GET", "/assets/{name:path}",
            [&](const http::Request& request) { return provider.pages.asset(request.parameter("name")); });
  router.on("GET", "/healthz", [](const http::Request&) { return json({{"status", "ok"}}); });
  router.on("GET", "/readyz", [&](const http::Request&) {
    if (!provider.db.healthy()) throw Error(ErrorCode::unavailable, "The database does not answer.");
    return json({{"status", "ok"}});
  });
}

struct Identity::Impl {
  explicit Impl(const IdentityOptions& options) : provider(checked(options)) {
    if (options.login_budget) logins.emplace(*options.login_budget, options.clock);
  }

  // What guesses are made with, null for the rest. Beside Attempts, which counts per account and only what failed.
  http::RateLimiter* limiter_of(const http::Request& request) {
    const auto path = request.path();
    return logins && request.method == "POST" && (path == "/login" || path == "/token") ? &*logins : nullptr;
  }

  Provider provider;
  std::optional<http::RateLimiter> logins;
};

Identity::Identity(IdentityOptions options) : impl_(std::make_unique<Impl>(options)) {}
Identity::~Identity() = default;

http::Handler Identity::handler() {
  Provider& provider = impl_->provider;
  http::Router router;
  add_login_routes(router, provider);
  add_token_routes(router, provider);
  add_logout_routes(router, provider);
  add_plain_routes(router, provider);
  http::Handler limited = http::rate_limited(
      [impl = impl_.get()](const http::Request& request) { return impl->limiter_of(request); }, router);
  http::Handler logged =
      http::observed("identity", std::move(limited), [&](const http::Request& request, const Error& error) {
        return is_for_programs(request.path()) ? http::error_response(error) : provider.pages.error(error);
      });
  return [&provider, logged = std::move(logged)](const http::Request& request) {
    http::Response response = logged(request);
    provider.pages.protect(response);
    return response;
  };
}

std::string Identity::create_user(const NewAccount& account) {
  return impl_->provider.accounts.create(account);
}

bool Identity::has_users() {
  return impl_->provider.accounts.any();
}

void Identity::set_password(const std::string& username, const std::string& password, bool must_change) {
  const auto account = impl_->provider.accounts.by_username(username);
  if (!account) throw Error(ErrorCode::not_found, "There is no account \"" + username + "\".");
  impl_->provider.accounts.set_password(account->subject, password, must_change);
}

std::string Identity::issue_token(const std::string& role_or_subject, std::chrono::seconds lifetime) {
  if (lifetime <= std::chrono::seconds::zero() || lifetime > kAccessTokenLifetime) {
    throw Error::bad_field("lifetime", "must be at most an hour");
  }
  auto& accounts = impl_->provider.accounts;
  const bool is_subject = base::is_uuid(role_or_subject);
  auto account = is_subject ? accounts.by_subject(role_or_subject) : accounts.oldest_with_role(role_or_subject);
  if (!account) throw Error(ErrorCode::not_found, "There is no account for \"" + role_or_subject + "\".");
  if (!is_subject) account->roles = {role_or_subject};  // it may no more than was asked for
  return impl_->provider.tokens.access_token_without_grant(*account, "copper", lifetime);
}

}  // namespace copper::identity
