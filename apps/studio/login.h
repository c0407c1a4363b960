// Signing in and out: the browser's way to the issuer and back.
//
// `state` is itself sealed and carries what the way back needs (nonce, PKCE verifier, the page to return to),
// so any number of tabs may be on their way at once and no process keeps anything. A cookie ties it to the
// browser that left.
#pragma once

#include <string>
#include <string_view>

#include "apps/studio/openid.h"
#include "apps/studio/seal.h"
#include "apps/studio/sessions.h"
#include "platform/http/cookies.h"

namespace copper::studio {

// A path of the studio itself, or "/" for anything else: never another site's page.
std::string safe_return_to(std::string_view path);

class Login {
 public:
  Login(const OpenIdClient& issuer, http::Handler api, const Seal& seal, http::Cookies cookies, Sessions& sessions,
        base::Clock clock)
      : issuer_(issuer),
        api_(std::move(api)),
        seal_(seal),
        cookies_(cookies),
        sessions_(sessions),
        clock_(std::move(clock)) {}

  // 303 to the issuer.
  http::Response start(const http::Request& request, std::string_view return_to) const;
  // The redirect back: 303 to where the artist was. Error unauthorized or bad_request in words for the
  // artist.
  http::Response finish(const http::Request& request) const;
  // 303 to the issuer's end of session, which comes back to `home`.
  http::Response end(const http::Request& request, std::string_view home) const;

 private:
  struct Attempt {
    std::string nonce;
    std::string verifier;
    std::string return_to;
  };
  Attempt attempt_of(const http::Request& request, std::string_view state) const;

  // The id of a new session at the API, where the artist sees and ends it.
  std::string register_session(const http::Request& request, const std::string& access_token) const;
  void unregister(const Session& session) const;

  const OpenIdClient& issuer_;
  http::Handler api_;
  const Seal& seal_;
  http::Cookies cookies_;
  Sessions& sessions_;
  base::Clock clock_;
};

}  // namespace copper::studio
