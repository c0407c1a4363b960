#include "identity/grants.h"

#include "identity/secrets.h"
#include "platform/auth/words.h"

namespace copper::identity {
namespace {

constexpr std::chrono::seconds kCodeLifetime{60};
constexpr std::chrono::hours kOnlineLifetime{1};         // as long as its only access token
constexpr std::chrono::hours kOfflineLifetime{24 * 30};  // then the password is asked for again

const std::string kGrantColumns = "g.id, g.subject, g.client_id, g.scope, " + milliseconds_of("g.authenticated_at") +
                                  ", " + milliseconds_of("g.expires_at");

Grant grant_in(const pqxx::row& row) {
  return {.id = row[0].as<std::string>(),
          .subject = row[1].as<std::string>(),
          .client_id = row[2].as<std::string>(),
          .scope = row[3].as<std::string>(),
          .authenticated = time_from(row[4])};
}

void end_grant(pqxx::work& tx, const std::string& id) {
  tx.exec_params("DELETE FROM identity.client_grant WHERE id = $1", id);
}

// Two requests with the same code or token come one after the other: whoever waits here reads what the first
// one did.
void lock_grant_of(pqxx::work& tx, const std::string& table, const std::string& column, const std::string& hash) {
  tx.exec_params("SELECT 1 FROM identity.client_grant WHERE id = (SELECT grant_id FROM identity." + table + " WHERE " +
                     column + " = $1) FOR UPDATE",
                 hash);
}

}  // namespace

std::string Grants::issue_code(const Grant& grant, const CodeBinding& binding) {
  std::string code = base::random_token();
  const std::string id = base::uuid4();
  const std::string expires = base::to_iso8601_millis(clock_() + kCodeLifetime);
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params(
        "INSERT INTO identity.client_grant (id, subject, client_id, scope, authenticated_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        id, grant.subject, grant.client_id, grant.scope, base::to_iso8601_millis(grant.authenticated), expires);
    tx.exec_params(
        "INSERT INTO identity.authorization_code (code_hash, grant_id, redirect_uri, challenge, nonce, "
        "expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        kept_hash(code), id, binding.redirect_uri, binding.challenge, binding.nonce, expires);
  });
  return code;
}

std::string Grants::add_refresh_token(pqxx::work& tx, const std::string& grant_id) {
  std::string token = base::random_token();
  tx.exec_params("INSERT INTO identity.refresh_token (token_hash, grant_id) VALUES ($1, $2)", kept_hash(token),
                 grant_id);
  return token;
}

std::optional<Redeemed> Grants::redeem_code(const std::string& code, std::string_view client_id,
                                            std::string_view redirect_uri, std::string_view verifier) {
  const auto now = clock_();
  return db_.transaction([&](pqxx::work& tx) -> std::optional<Redeemed> {
    lock_grant_of(tx, "authorization_code", "code_hash", kept_hash(code));
    const auto rows =
        tx.exec_params("SELECT " + kGrantColumns +
                           ", c.redirect_uri, c.challenge, c.nonce, c.used FROM identity.authorization_code c "
                           "JOIN identity.client_grant g ON g.id = c.grant_id WHERE c.code_hash = $1",
                       kept_hash(code));
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    Redeemed redeemed{.grant = grant_in(row), .nonce = row[8].as<std::string>(), .refresh_token = {}};
    const bool used = row[9].as<bool>();
    const bool matches =
        redeemed.grant.client_id == client_id && row[6].as<std::string>() == redirect_uri &&
        base::equal_constant_time(row[7].as<std::string>(), base::to_base64url(base::sha256(verifier)));
    if (used || !matches) {
      end_grant(tx, redeemed.grant.id);
      return std::nullopt;
    }
    if (now >= time_from(row[5])) return std::nullopt;
    const bool offline = auth::has_word(redeemed.grant.scope, "offline_access");
    tx.exec_params("UPDATE identity.authorization_code SET used = true WHERE code_hash = $1", kept_hash(code));
    tx.exec_params("UPDATE identity.client_grant SET expires_at = $2 WHERE id = $1", redeemed.grant.id,
                   base::to_iso8601_millis(now + (offline ? kOfflineLifetime : kOnlineLifetime)));
    if (offline) redeemed.refresh_token = add_refresh_token(tx, redeemed.grant.id);
    return redeemed;
  });
}

std::optional<Redeemed> Grants::redeem_refresh_token(const std::string& token, std::string_view client_id) {
  const auto now = clock_();
  return db_.transaction([&](pqxx::work& tx) -> std::optional<Redeemed> {
    lock_grant_of(tx, "refresh_token", "token_hash", kept_hash(token));
    const auto rows = tx.exec_params("SELECT " + kGrantColumns +
                                         ", r.used FROM identity.refresh_token r JOIN identity.client_grant g "
                                         "ON g.id = r.grant_id WHERE r.token_hash = $1",
                                     kept_hash(token));
    if (rows.empty()) return std::nullopt;
    Redeemed redeemed{.grant = grant_in(rows[0]), .nonce = {}, .refresh_token = {}};
    if (redeemed.grant.client_id != client_id || rows[0][6].as<bool>()) {
      end_grant(tx, redeemed.grant.id);
      return std::nullopt;
    }
    if (now >= time_from(rows[0][5])) return std::nullopt;
    tx.exec_params("UPDATE identity.refresh_token SET used = true WHERE token_hash = $1", kept_hash(token));
    redeemed.refresh_token = add_refresh_token(tx, redeemed.grant.id);
    return redeemed;
  });
}

bool Grants::alive(const std::string& id) {
  return db_.transaction(
      [&](pqxx::work& tx) { return !tx.exec_params("SELECT 1 FROM identity.client_grant WHERE id = $1", id).empty(); });
}

void Grants::end(const std::string& id) {
  db_.transaction([&](pqxx::work& tx) { end_grant(tx, id); });
}

void Grants::end_by_refresh_token(const std::string& token, const std::string& client_id) {
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params(
        "DELETE FROM identity.client_grant g USING identity.refresh_token r "
        "WHERE r.grant_id = g.id AND r.token_hash = $1 AND g.client_id = $2",
        kept_hash(token), client_id);
  });
}

void Grants::sweep() {
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params("DELETE FROM identity.client_grant WHERE expires_at < $1", base::to_iso8601_millis(clock_()));
  });
}

}  // namespace copper::identity
