#include "platform/auth/jwt.h"

#include "platform/base/encoding.h"

namespace copper::auth {
namespace {

constexpr std::size_t kTokenBytesMax = 8 * 1024;

std::optional<boost::json::object> object_in(std::string_view part) {
  const auto text = base::from_base64url(part);
  if (!text || !base::is_utf8(*text)) return std::nullopt;
  boost::system::error_code failed;
  auto value = boost::json::parse(*text, failed);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace

std::string_view text_claim(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

bool Jwt::signed_by(const RsaKey& key) const {
  return algorithm == "RS256" && kid == key.kid() && key.verify(signed_part, signature);
}

std::optional<Jwt> parse_jwt(std::string_view token) {
  if (token.size() > kTokenBytesMax) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  const auto header = object_in(token.substr(0, first));
  if (!header || header->contains("crit")) return std::nullopt;
  auto claims = object_in(token.substr(first + 1, second - first - 1));
  auto signature = base::from_base64url(token.substr(second + 1));
  if (!claims || !signature) return std::nullopt;
  return Jwt{.algorithm = std::string(text_claim(*header, "alg")),
             .kid = std::string(text_claim(*header, "kid")),
             .claims = std::move(*claims),
             .signed_part = token.substr(0, second),
             .signature = std::move(*signature)};
}

}  // namespace copper::auth
