// The issuer's side of verifier.h: one RSA key that signs tokens and is published as a key set.
//
//   const auto signer = Signer::generate();
//   std::string token = signer.sign({{"iss", issuer}, {"sub", "…"}, {"aud", "copper-api"}, {"exp", 1700000000}});
//   http::Handler issuer_http = issuer_handler(issuer, signer);   // what a Verifier asks
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/rsa_key.h"
#include "platform/http/handler.h"

namespace copper::auth {

class Signer {
 public:
  static Signer generate() { return Signer(RsaKey::generate()); }
  static Signer from_pem(std::string_view pem) { return Signer(RsaKey::from_pem(pem)); }
  std::string to_pem() const { return key_.to_pem(); }

  const std::string& kid() const { return key_.kid(); }
  boost::json::object jwks() const;  // {"keys":[…]}, RFC 7517 §5

  // `type` is the header's "typ": "at+jwt" for access tokens (RFC 9068 §2.1).
  std::string sign(const boost::json::object& claims, std::string_view type = "JWT") const;

  // The claims of a token this key signed, whatever they say and however old they are; nullopt for any other.
  std::optional<boost::json::object> open(std::string_view token) const;

 private:
  explicit Signer(RsaKey key) : key_(std::move(key)) {}

  RsaKey key_;
};

// Discovery document and key set of `issuer`, which may have a path: an issuer as small as a Verifier needs
// it.
http::Handler issuer_handler(std::string issuer, Signer signer);

}  // namespace copper::auth
