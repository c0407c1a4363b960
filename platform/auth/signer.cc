#include "platform/auth/signer.h"

#include <utility>

#include "platform/auth/jwt.h"
#include "platform/base/encoding.h"
#include "platform/http/url.h"

namespace copper::auth {

boost::json::object Signer::jwks() const {
  return {{"keys", boost::json::array{key_.to_jwk()}}};
}

std::string Signer::sign(const boost::json::object& claims, std::string_view type) const {
  const boost::json::object header = {{"alg", "RS256"}, {"kid", kid()}, {"typ", type}};
  std::string token = base::to_base64url(boost::json::serialize(header));
  token += '.';
  token += base::to_base64url(boost::json::serialize(claims));
  const std::string signature = key_.sign(token);
  return token + '.' + base::to_base64url(signature);
}

std::optional<boost::json::object> Signer::open(std::string_view token) const {
  auto jwt = parse_jwt(token);
  if (!jwt || !jwt->signed_by(key_)) return std::nullopt;
  return std::move(jwt->claims);
}

http::Handler issuer_handler(std::string issuer, Signer signer) {
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  const std::string path = http::parse_url(base).path;
  const boost::json::object discovery = {{"issuer", issuer}, {"jwks_uri", base + "/.well-known/jwks.json"}};
  return [=](const http::Request& request) {
    const auto answer = [](const boost::json::object& object) {
      return http::text_response(200, boost::json::serialize(object), "application/json");
    };
    if (request.path() == path + "/.well-known/openid-configuration") return answer(discovery);
    if (request.path() == path + "/.well-known/jwks.json") return answer(signer.jwks());
    return http::text_response(404, "not found");
  };
}

}  // namespace copper::auth
