#include "platform/auth/verifier.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "platform/auth/jwt.h"
#include "platform/auth/rsa_key.h"
#include "platform/auth/words.h"
#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::auth {
namespace {

using std::chrono::seconds;

constexpr seconds kLeeway{30};                  // between the clocks of issuer and verifier
constexpr seconds kRefetchFloor{10};            // strangers can name any key: they must not make us hammer the issuer
constexpr std::chrono::hours kKeysAgeMax{1};    // a key the issuer withdrew stops working within this,
constexpr std::chrono::hours kKeysKeptMax{24};  // or this, while the issuer does not answer
constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31: keeps arithmetic on times in range

[[noreturn]] void refuse(const char* public_message, std::string detail) {
  throw Error(ErrorCode::unauthorized, public_message, std::move(detail));
}
[[noreturn]] void refuse(std::string detail) {
  refuse("The access token is not valid. Sign in again.", std::move(detail));
}

// NumericDate, RFC 7519 §2.
std::optional<base::TimePoint> time_claim(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code failed;
  const auto number = value->to_number<double>(failed);
  if (failed || !(number >= 0 && number <= static_cast<double>(kSecondsMax))) {
    refuse("claim " + std::string(name) + " is not a time");
  }
  return base::TimePoint(seconds(static_cast<std::int64_t>(number)));
}

bool names_audience(const boost::json::object& claims, std::string_view audience) {
  const auto* value = claims.if_contains("aud");
  if (value == nullptr) return false;
  if (value->is_string()) return value->get_string() == audience;
  if (!value->is_array()) return false;
  return std::ranges::any_of(value->get_array(), [&](const boost::json::value& one) {
    return one.is_string() && one.get_string() == audience;
  });
}

std::vector<std::string> roles_in(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr) return {};
  if (value->is_string()) return words_of(value->get_string());
  std::vector<std::string> roles;
  if (value->is_array()) {
    for (const auto& role : value->get_array()) {
      if (role.is_string()) roles.emplace_back(role.get_string());
    }
  }
  return roles;
}

boost::json::object get_object(const http::Handler& issuer_http, std::string target) {
  http::Request request;
  request.target = std::move(target);
  request.headers.set("Accept", "application/json");
  const http::Response response = issuer_http(request);
  boost::system::error_code failed;
  auto value = boost::json::parse(response.body.text(), failed);
  if (response.status != 200 || failed || !value.is_object()) {
    throw std::runtime_error(request.target + " was answered with status " + std::to_string(response.status) +
                             (failed ? " and no JSON" : ""));
  }
  return std::move(value.get_object());
}

}  // namespace

bool Claims::has_role(std::string_view role) const {
  return std::ranges::find(roles, role) != roles.end();
}

struct Verifier::Impl {
  using Keys = std::vector<RsaKey>;

  VerifierOptions options;
  std::mutex fetching;  // one fetch at a time; the others wait for its result
  std::optional<base::TimePoint> attempted;

  std::mutex keys_mutex;
  std::shared_ptr<const Keys> keys;
  base::TimePoint fetched;

  explicit Impl(VerifierOptions o) : options(std::move(o)) {}

  Keys fetch() const;
  void refresh();
  std::optional<RsaKey> known_key(const std::string& kid, bool& stale);
  RsaKey key_for(const std::string& kid);
  Claims checked(const boost::json::object& claims) const;
};

Verifier::Impl::Keys Verifier::Impl::fetch() const {
  const std::string& issuer = options.issuer;
  const http::Url url = http::parse_url(issuer);
  const auto discovery = get_object(options.issuer_http, url.path + "/.well-known/openid-configuration");
  // OpenID Connect Discovery §4.3: the document must speak of the issuer it was asked of.
  if (text_claim(discovery, "issuer") != issuer) throw std::runtime_error("the issuer calls itself otherwise");
  const auto jwks_uri = text_claim(discovery, "jwks_uri");
  if (!jwks_uri.starts_with(url.origin + "/")) throw std::runtime_error("jwks_uri lies on another origin");

  const auto set = get_object(options.issuer_http, std::string(jwks_uri.substr(url.origin.size())));
  const auto* list = set.if_contains("keys");
  Keys found;
  if (list != nullptr && list->is_array()) {
    for (const auto& jwk : list->get_array()) {
      if (!jwk.is_object()) continue;
      if (auto key = RsaKey::from_jwk(jwk.get_object())) found.push_back(std::move(*key));
    }
  }
  if (found.empty()) throw std::runtime_error("the key set has no RSA key for RS256");
  return found;
}

void Verifier::Impl::refresh() {
  const auto asked = options.clock();  // before the wait: who waited for another's attempt makes none of his own
  const std::lock_guard lock(fetching);
  if (attempted && asked - *attempted < kRefetchFloor) return;
  try {
    auto found = std::make_shared<const Keys>(fetch());
    const std::lock_guard keys_lock(keys_mutex);
    keys = std::move(found);
    fetched = asked;
  } catch (const std::exception& e) {
    log::warning("keys of the issuer could not be fetched", {{"issuer", options.issuer}, {"reason", e.what()}});
  }
  attempted = options.clock();
}

std::optional<RsaKey> Verifier::Impl::known_key(const std::string& kid, bool& stale) {
  const std::lock_guard lock(keys_mutex);
  if (keys && options.clock() - fetched > kKeysKeptMax) keys.reset();
  stale = !keys || options.clock() - fetched > kKeysAgeMax;
  if (!keys) return std::nullopt;
  const auto key = std::ranges::find(*keys, kid, &RsaKey::kid);
  return key == keys->end() ? std::nullopt : std::optional(*key);
}

RsaKey Verifier::Impl::key_for(const std::string& kid) {
  bool stale = false;
  auto key = known_key(kid, stale);
  if (!key || stale) {
    refresh();
    key = known_key(kid, stale);
  }
  if (key) return *key;
  const std::lock_guard lock(keys_mutex);
  if (!keys) throw Error(ErrorCode::unavailable, "Sign-ins cannot be checked right now. Try again in a moment.");
  refuse("unknown key");
}

Claims Verifier::Impl::checked(const boost::json::object& claims) const {
  const auto now = options.clock();
  if (text_claim(claims, "iss") != options.issuer) refuse("another issuer");
  if (!names_audience(claims, options.audience)) refuse("another audience");
  const auto expires = time_claim(claims, "exp");
  if (!expires) refuse("no exp");
  if (now >= *expires + kLeeway) refuse("The access token has expired. Sign in again.", "expired");
  if (const auto from = time_claim(claims, "nbf"); from && now + kLeeway < *from) refuse("not valid yet");
  const auto subject = text_claim(claims, "sub");
  if (subject.empty()) refuse("no sub");
  return {.subject = std::string(subject), .roles = roles_in(claims, options.roles_claim), .expires = *expires};
}

Verifier::Verifier(VerifierOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Verifier::~Verifier() = default;

Claims Verifier::verify(std::string_view token) const {
  const auto jwt = parse_jwt(token);
  if (!jwt) refuse("not a JWT");
  // Before the key is looked up, so that a token we would never accept costs no fetch.
  if (jwt->algorithm != "RS256") refuse("algorithm " + jwt->algorithm);
  if (jwt->kid.empty()) refuse("no kid");
  if (!jwt->signed_by(impl_->key_for(jwt->kid))) refuse("wrong signature");
  return impl_->checked(jwt->claims);
}

Claims Verifier::require(const http::Request& request, std::string_view role) const {
  const std::string_view value = request.headers.get("Authorization");
  constexpr std::string_view kScheme = "bearer ";
  const bool bearer =
      value.size() > kScheme.size() && std::ranges::equal(value.substr(0, kScheme.size()), kScheme, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
      });
  if (!bearer) refuse("This needs a sign-in: send an access token as \"Authorization: Bearer …\".", "no bearer token");
  Claims claims = verify(value.substr(kScheme.size()));
  if (!claims.has_role(role)) {
    throw Error(ErrorCode::forbidden,
                "This needs the role \"" + std::string(role) + "\", which your account does not have.");
  }
  return claims;
}

}  // namespace copper::auth
