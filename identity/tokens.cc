#include "identity/tokens.h"

#include "platform/auth/jwt.h"
#include "platform/auth/words.h"
#include "platform/base/crypto.h"

namespace copper::identity {
namespace {

std::int64_t seconds_of(base::TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::optional<std::string> stored_key(pqxx::work& tx) {
  const auto rows = tx.exec("SELECT pem FROM identity.signing_key");
  return rows.empty() ? std::nullopt : std::optional(rows[0][0].as<std::string>());
}

}  // namespace

boost::json::object claims_about(const Account& account, std::string_view scope) {
  boost::json::object claims = {{"sub", account.subject}};
  if (auth::has_word(scope, "profile")) {
    claims["name"] = account.display_name;
    claims["preferred_username"] = account.username;
  }
  if (auth::has_word(scope, "email")) claims["email"] = account.email;
  return claims;
}

std::shared_ptr<const auth::Signer> Tokens::signer() {
  const std::lock_guard lock(mutex_);
  if (signer_) return signer_;
  auto pem = db_.transaction(stored_key);
  if (!pem) {
    const std::string fresh = auth::Signer::generate().to_pem();
    pem = db_.transaction([&](pqxx::work& tx) {
      // Another process may have been first; then its key is everybody's.
      tx.exec_params("INSERT INTO identity.signing_key (pem) VALUES ($1) ON CONFLICT DO NOTHING", fresh);
      return stored_key(tx);
    });
  }
  signer_ = std::make_shared<const auth::Signer>(auth::Signer::from_pem(pem.value()));
  return signer_;
}

boost::json::object Tokens::access_claims(const Account& account, std::string_view client_id,
                                          std::chrono::seconds lifetime) {
  const std::int64_t now = seconds_of(clock_());
  return {{"iss", issuer_},
          {"sub", account.subject},
          {"aud", audience_},
          {"iat", now},
          {"nbf", now},
          {"exp", now + lifetime.count()},
          {"jti", base::uuid4()},
          {"client_id", client_id},
          {"roles", boost::json::array(account.roles.begin(), account.roles.end())}};
}

std::string Tokens::access_token(const Account& account, const Grant& grant) {
  auto claims = access_claims(account, grant.client_id, kAccessTokenLifetime);
  claims["scope"] = grant.scope;
  claims["sid"] = grant.id;
  return signer()->sign(claims, "at+jwt");
}

std::string Tokens::access_token_without_grant(const Account& account, std::string_view client_id,
                                               std::chrono::seconds lifetime) {
  return signer()->sign(access_claims(account, client_id, lifetime), "at+jwt");
}

std::string Tokens::id_token(const Account& account, const Grant& grant, std::string_view nonce) {
  auto claims = claims_about(account, grant.scope);
  const std::int64_t now = seconds_of(clock_());
  claims["iss"] = issuer_;
  claims["aud"] = grant.client_id;
  claims["iat"] = now;
  claims["exp"] = now + kAccessTokenLifetime.count();
  claims["auth_time"] = seconds_of(grant.authenticated);
  claims["sid"] = grant.id;
  if (!nonce.empty()) claims["nonce"] = nonce;
  return signer()->sign(claims);
}

std::optional<boost::json::object> Tokens::open_access_token(std::string_view token) {
  auto claims = signer()->open(token);
  if (!claims || auth::text_claim(*claims, "aud") != audience_) return std::nullopt;
  return seconds_of(clock_()) < claims->at("exp").as_int64() ? std::move(claims) : std::nullopt;
}

std::optional<boost::json::object> Tokens::open_id_token(std::string_view token) {
  auto claims = signer()->open(token);
  return claims && claims->contains("auth_time") ? std::move(claims) : std::nullopt;
}

}  // namespace copper::identity
