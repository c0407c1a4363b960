// The studio as an OpenID Connect client: authorization code with PKCE (RFC 7636), refresh, log out. Whoever
// the issuer is: it is asked by its discovery document only.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/verifier.h"
#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::studio {

struct OpenIdOptions {
  std::string issuer;  // as browsers see it; must be what the discovery document and the ID tokens say
  std::string client_id;
  std::string client_secret;  // empty: a public client
  std::string audience;       // of the access tokens
  std::string redirect_uri;
  http::Handler issuer_http;
  base::Clock clock;
};

struct Tokens {
  std::string access;
  std::string refresh;  // empty when the issuer gives none
  std::string id;
  std::chrono::seconds lifetime;  // of the access token
};

struct Person {
  std::string subject;
  std::string name;
};

// Thread-safe. When the issuer cannot be reached or answers nonsense: Error unavailable.
class OpenIdClient {
 public:
  explicit OpenIdClient(OpenIdOptions options);

  // Where to send the browser to log in; it comes back to redirect_uri with `state`.
  std::string login_url(std::string_view state, std::string_view nonce, std::string_view verifier) const;
  // The code that came back. Error unauthorized when the issuer refuses it.
  Tokens exchange(std::string_view code, std::string_view verifier) const;
  // Who an ID token speaks of. Error unauthorized unless it is genuine, for this client and carries the
  // nonce.
  Person identify(std::string_view id_token, std::string_view nonce) const;
  // nullopt when the issuer no longer accepts the refresh token.
  std::optional<Tokens> refresh(std::string_view refresh_token) const;
  // Withdraws a refresh token as well as the issuer can (RFC 7009); never throws.
  void revoke(std::string_view refresh_token) const noexcept;
  // Where to send the browser to end the issuer's own session (OpenID Connect RP-Initiated Logout 1.0);
  // `home` when the issuer offers none.
  std::string logout_url(std::string_view id_token, std::string_view home) const;

  bool healthy() const noexcept;

 private:
  using Document = std::shared_ptr<const boost::json::object>;
  Document discovery() const;
  std::string endpoint(std::string_view name) const;  // empty when the issuer has none
  http::Response ask(const http::Request& request) const;
  http::Response post(const std::string& url, std::string form) const;
  std::string client_form() const;

  OpenIdOptions options_;
  auth::Verifier id_tokens_;
  mutable std::mutex mutex_;
  mutable Document document_;
  mutable base::TimePoint fetched_;
};

}  // namespace copper::studio
