#include "identity/sessions.h"

#include "identity/secrets.h"
#include "platform/base/crypto.h"

namespace copper::identity {
namespace {

constexpr const char* kAlive =
    "used_at > $1::timestamptz - interval '30 minutes' AND authenticated_at > $1::timestamptz - interval '8 "
    "hours'";

}  // namespace

std::string Sessions::begin(const std::string& subject, const std::function<void(pqxx::work&)>& also) {
  std::string cookie = base::random_token();
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params(
        "INSERT INTO identity.login_session (cookie_hash, subject, authenticated_at, used_at) "
        "VALUES ($1, $2, $3::timestamptz, $3::timestamptz)",
        kept_hash(cookie), subject, base::to_iso8601_millis(clock_()));
    also(tx);
  });
  return cookie;
}

std::optional<Session> Sessions::find(const std::string& cookie) {
  return db_.transaction([&](pqxx::work& tx) -> std::optional<Session> {
    const auto rows = tx.exec_params(std::string("UPDATE identity.login_session SET used_at = $1::timestamptz "
                                                 "WHERE cookie_hash = $2 AND ") +
                                         kAlive + " RETURNING subject, " + milliseconds_of("authenticated_at"),
                                     base::to_iso8601_millis(clock_()), kept_hash(cookie));
    if (rows.empty()) return std::nullopt;
    return Session{rows[0][0].as<std::string>(), time_from(rows[0][1])};
  });
}

void Sessions::end(const std::string& cookie) {
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params("DELETE FROM identity.login_session WHERE cookie_hash = $1", kept_hash(cookie));
  });
}

void Sessions::sweep() {
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params(std::string("DELETE FROM identity.login_session WHERE NOT (") + kAlive + ")",
                   base::to_iso8601_millis(clock_()));
  });
}

}  // namespace copper::identity
