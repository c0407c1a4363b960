#include "identity/attempts.h"

#include <algorithm>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/http/client_key.h"

namespace copper::identity {
namespace {

struct Limit {
  int free;  // failures without a delay; then 2, 4, 8 … seconds
  int delay_max_s;
};
constexpr Limit kPerAccount{5, 300};
constexpr Limit kPerAddress{20, 900};
constexpr const char* kForgetAfter = "1 hour";

// Hashed: a name may be a password typed into the wrong field, and any length.
std::string account_key(std::string_view username) {
  std::string name(username);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return "account:" + base::to_hex(base::sha256(name));
}

std::string address_key(std::string_view address) {
  return "address:" + http::client_key(address);
}

std::chrono::seconds count(pqxx::work& tx, const std::string& key, const Limit& limit, const std::string& now) {
  const auto counted = tx.exec_params(
      "INSERT INTO identity.login_attempt AS a (key, failures, failed_at, next_allowed_at) "
      "VALUES ($1, 1, $2::timestamptz, $2::timestamptz) "
      "ON CONFLICT (key) DO UPDATE SET failed_at = $2::timestamptz, "
      "failures = CASE WHEN a.failed_at < $2::timestamptz - $5::interval THEN 1 ELSE a.failures + 1 END, "
      "next_allowed_at = $2::timestamptz + CASE "
      "WHEN a.failed_at < $2::timestamptz - $5::interval OR a.failures + 1 <= $3 THEN interval '0' "
      "ELSE least(power(2, least(a.failures + 1 - $3, 20)), $4) * interval '1 second' END "
      "WHERE a.next_allowed_at <= $2::timestamptz RETURNING 1",
      key, now, limit.free, limit.delay_max_s, kForgetAfter);
  if (!counted.empty()) return {};
  return std::chrono::seconds(
      tx.exec_params1("SELECT greatest(1, ceil(extract(epoch FROM next_allowed_at - $2::timestamptz)))::int "
                      "FROM identity.login_attempt WHERE key = $1",
                      key, now)[0]
          .as<int>());
}

}  // namespace

std::chrono::seconds Attempts::begin(std::string_view username, std::string_view address) {
  const std::string now = base::to_iso8601_millis(clock_());
  return db_.transaction([&](pqxx::work& tx) {
    const auto wait = count(tx, address_key(address), kPerAddress, now);
    return wait.count() > 0 ? wait : count(tx, account_key(username), kPerAccount, now);
  });
}

void Attempts::succeeded(std::string_view username, std::string_view address) {
  const std::string now = base::to_iso8601_millis(clock_());
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params(
        "UPDATE identity.login_attempt SET failures = greatest(failures - 1, 0), "
        "next_allowed_at = $2::timestamptz WHERE key = $1",
        address_key(address), now);
    tx.exec_params("DELETE FROM identity.login_attempt WHERE key = $1", account_key(username));
  });
}

void Attempts::sweep() {
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params("DELETE FROM identity.login_attempt WHERE failed_at < $1::timestamptz - $2::interval",
                   base::to_iso8601_millis(clock_()), kForgetAfter);
  });
}

}  // namespace copper::identity
