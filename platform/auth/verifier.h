// Access tokens: RS256 JWTs of an OpenID Connect issuer (RFC 7519, RFC 9068), verified at the gateway and
// again in every service that acts on them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::auth {

struct Claims {
  std::string subject;
  std::vector<std::string> roles;  // "artist", "admin"
  base::TimePoint expires;
  bool has_role(std::string_view role) const;
};

struct VerifierOptions {
  std::string issuer;  // compared exactly; Auth0's ends in '/'
  std::string audience;
  std::string roles_claim = "roles";  // Auth0: a namespaced URL
  http::Handler issuer_http;          // GET {issuer path}/.well-known/openid-configuration and the jwks_uri's path
  base::Clock clock = base::system_now;
};

class Verifier {
 public:
  explicit Verifier(VerifierOptions options);
  ~Verifier();

  // Signature, algorithm, issuer, audience, expiry and not-before. Throws Error unauthorized without naming
  // secrets.
  Claims verify(std::string_view token) const;

  // From "Authorization: Bearer …" (RFC 6750). Error unauthorized without a valid token, forbidden without
  // the role.
  Claims require(const http::Request& request, std::string_view role) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace copper::auth
