// The embedded OpenID Connect provider that stands in for Auth0 on one machine (R0.11, R0.17).
//
// OpenID Connect Core 1.0, code flow with PKCE (RFC 7636, S256 only) for public clients; discovery, userinfo,
// refresh tokens with rotation, RP-initiated logout. Its pages work without JavaScript.
//
//   Identity identity({.db = pool, .issuer = "http://localhost:8083", .clients = {studio}, .audience = "copper-api"});
//   identity.create_user({.username = "karen", …, .roles = {"artist"}});
//   server.listen({.name = "identity", .port = 8083}, identity.handler());
//
// Usable from many threads. The database must hold schema/0002_identity.sql.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "identity/accounts.h"
#include "identity/clients.h"
#include "platform/base/clock.h"
#include "platform/db/pool.h"
#include "platform/http/rate_limit.h"

namespace copper::identity {

struct IdentityOptions {
  db::Pool& db;
  std::string issuer;  // an origin without a path: http://localhost:8083; StartError otherwise
  std::vector<Client> clients;
  std::string audience;                      // of the access tokens
  std::optional<http::Budget> login_budget;  // how often one client may POST to /login and /token; empty: no limit
  base::Clock clock = base::system_now;
};

class Identity {
 public:
  explicit Identity(IdentityOptions options);
  ~Identity();

  // Every endpoint and page, and /healthz and /readyz. Logs as "identity"; valid while this object lives.
  http::Handler handler();

  // The new account's subject, a UUID. Errors: bad_request naming the field, conflict when user name or
  // e-mail is taken.
  std::string create_user(const NewAccount& account);
  bool has_users();

  // Ends the user's sessions and refresh tokens. Errors: not_found, bad_request when the password is too
  // weak.
  void set_password(const std::string& username, const std::string& password, bool must_change);

  // An access token for a subject, or for the oldest account with a role and then with this role alone: what
  // `copper token --role artist` prints. `lifetime` is at most an hour. Errors: not_found, bad_request.
  std::string issue_token(const std::string& role_or_subject, std::chrono::seconds lifetime);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace copper::identity
