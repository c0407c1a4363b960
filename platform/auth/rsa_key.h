// One RSA key and the one signature made with it: RS256 (RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 §3.3).
//
// OpenSSL is called directly: with a single algorithm, all that a JOSE library would add is a second JSON
// parser. Immutable, cheap to copy, usable from many threads at once.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace copper::auth {

class RsaKey {
 public:
  static RsaKey generate();  // 2048 bits
  // A private key, PKCS #8. Throws std::runtime_error when it is not an RSA key of 2048 to 8192 bits.
  static RsaKey from_pem(std::string_view pem);
  // A public key for RS256 signatures (RFC 7517); nullopt for every other kind of key, size or use.
  static std::optional<RsaKey> from_jwk(const boost::json::object& jwk);

  std::string to_pem() const;          // private, PKCS #8, not encrypted
  boost::json::object to_jwk() const;  // public: kty, n, e, kid, use, alg
  const std::string& kid() const { return kid_; }
  std::string thumbprint() const;  // RFC 7638: the kid of our own keys

  std::string sign(std::string_view message) const;
  bool verify(std::string_view message, std::string_view signature) const;

 private:
  explicit RsaKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)), kid_(thumbprint()) {}
  RsaKey(std::shared_ptr<evp_pkey_st> key, std::string kid) : key_(std::move(key)), kid_(std::move(kid)) {}

  std::shared_ptr<evp_pkey_st> key_;
  std::string kid_;
};

}  // namespace copper::auth
