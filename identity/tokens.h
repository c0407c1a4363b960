// The tokens of the provider: what they say, and the key that signs them.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "identity/accounts.h"
#include "identity/grants.h"
#include "platform/auth/signer.h"
#include "platform/base/clock.h"
#include "platform/db/pool.h"

namespace copper::identity {

inline constexpr std::chrono::seconds kAccessTokenLifetime = std::chrono::hours(1);  // R1.2

class Tokens {
 public:
  Tokens(db::Pool& db, std::string issuer, std::string audience, base::Clock clock)
      : db_(db), issuer_(std::move(issuer)), audience_(std::move(audience)), clock_(std::move(clock)) {}

  boost::json::object jwks() { return signer()->jwks(); }

  // RFC 9068.
  std::string access_token(const Account& account, const Grant& grant);
  std::string access_token_without_grant(const Account& account, std::string_view client_id,
                                         std::chrono::seconds lifetime);
  // OpenID Connect Core §2; the nonce only when it is not empty.
  std::string id_token(const Account& account, const Grant& grant, std::string_view nonce);

  // The claims of an access token of ours that is valid now.
  std::optional<boost::json::object> open_access_token(std::string_view token);
  // The claims of an ID token of ours, however old (RP-Initiated Logout 1.0 §2 tells to accept old ones).
  std::optional<boost::json::object> open_id_token(std::string_view token);

 private:
  boost::json::object access_claims(const Account& account, std::string_view client_id, std::chrono::seconds lifetime);
  std::shared_ptr<const auth::Signer> signer();  // from the database, made there when it is the first

  db::Pool& db_;
  std::string issuer_;
  std::string audience_;
  base::Clock clock_;
  std::mutex mutex_;
  std::shared_ptr<const auth::Signer> signer_;
};

// The standard claims about a person that `scope` allows (OpenID Connect Core §5.4).
boost::json::object claims_about(const Account& account, std::string_view scope);

}  // namespace copper::identity
