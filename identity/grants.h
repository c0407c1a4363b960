// What a login gives a client: a code for a minute, then refresh tokens for as long as it lasts.
//
// Codes and refresh tokens are used once. A second use means that someone else has a copy: the whole grant
// ends (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/db/pool.h"

namespace copper::identity {

struct Grant {
  std::string id;  // UUID; "sid" in the tokens
  std::string subject;
  std::string client_id;
  std::string scope;  // words
  base::TimePoint authenticated;
};

struct CodeBinding {
  std::string redirect_uri;
  std::string challenge;  // PKCE, S256
  std::string nonce;      // empty when the client sent none
};

struct Redeemed {
  Grant grant;
  std::string nonce;          // of codes
  std::string refresh_token;  // empty unless the scope has offline_access
};

class Grants {
 public:
  Grants(db::Pool& db, base::Clock clock) : db_(db), clock_(std::move(clock)) {}

  // The code for a new grant; the grant's id is chosen here.
  std::string issue_code(const Grant& grant, const CodeBinding& binding);

  // nullopt, whatever is wrong: unknown, used, too old, another client's, another redirect URI, wrong
  // verifier.
  std::optional<Redeemed> redeem_code(const std::string& code, std::string_view client_id,
                                      std::string_view redirect_uri, std::string_view verifier);
  std::optional<Redeemed> redeem_refresh_token(const std::string& token, std::string_view client_id);

  bool alive(const std::string& id);
  void end(const std::string& id);
  void end_by_refresh_token(const std::string& token, const std::string& client_id);

  void sweep();

 private:
  std::string add_refresh_token(pqxx::work& tx, const std::string& grant_id);

  db::Pool& db_;
  base::Clock clock_;
};

}  // namespace copper::identity
