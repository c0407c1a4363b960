#include "identity/accounts.h"

#include <algorithm>

#include "identity/passwords.h"
#include "platform/auth/words.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/json/json.h"

namespace copper::identity {
namespace {

bool is_username(std::string_view text) {
  return text.size() >= 3 && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_';
         });
}

// Only what would break a mail header or is surely no address; whether it exists, a mail must show.
bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return text.size() <= 254 && at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && base::is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; });
}

void check(const NewAccount& account) {
  std::vector<FieldError> problems;
  if (!is_username(account.username)) {
    problems.push_back({"username", "must have 3 to 64 letters a–z, digits, '.', '-' or '_'"});
  }
  if (!is_email(account.email)) problems.push_back({"email", "must be an e-mail address"});
  if (auto problem = json::text_problem(account.display_name, {.length_max = 200})) {
    problems.push_back({"displayName", std::move(*problem)});
  }
  const bool known =
      std::ranges::all_of(account.roles, [](const auto& role) { return role == "artist" || role == "admin"; });
  if (account.roles.empty() || !known) problems.push_back({"roles", "must be artist, admin or both"});
  if (!problems.empty()) throw Error::bad_fields(std::move(problems));
  check_password_policy(account.password);
}

}  // namespace

std::string Accounts::create(const NewAccount& account) {
  check(account);
  const std::string subject = base::uuid4();
  const std::string hash = hash_password(account.password);
  const std::string& name = account.display_name.empty() ? account.username : account.display_name;
  const auto created = db_.transaction([&](pqxx::work& tx) {
    return tx
        .exec_params(
            "INSERT INTO identity.account (subject, username, email, display_name, password_hash, roles, "
            "must_change_password) VALUES ($1, $2, $3, $4, $5, string_to_array($6, ' '), $7) "
            "ON CONFLICT DO NOTHING",
            subject, account.username, account.email, name, hash, auth::joined(account.roles),
            account.must_change_password)
        .affected_rows();
  });
  if (created == 0) {
    throw Error(ErrorCode::conflict, "An account with this user name or e-mail address exists already.");
  }
  return subject;
}

bool Accounts::any() {
  return db_.transaction(
      [](pqxx::work& tx) { return tx.exec1("SELECT EXISTS (SELECT 1 FROM identity.account)")[0].as<bool>(); });
}

std::optional<Account> Accounts::find(const std::string& condition, const std::string& value) {
  return db_.transaction([&](pqxx::work& tx) -> std::optional<Account> {
    const auto rows = tx.exec_params(
        "SELECT subject, username, email, display_name, password_hash, array_to_string(roles, ' '), "
        "must_change_password FROM identity.account WHERE " +
            condition + " ORDER BY created_at, subject LIMIT 1",
        value);
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return Account{.subject = row[0].as<std::string>(),
                   .username = row[1].as<std::string>(),
                   .email = row[2].as<std::string>(),
                   .display_name = row[3].as<std::string>(),
                   .password_hash = row[4].as<std::string>(),
                   .roles = auth::words_of(row[5].as<std::string>()),
                   .must_change_password = row[6].as<bool>()};
  });
}

std::optional<Account> Accounts::by_username(const std::string& username) {
  // What cannot be a user name is not asked for: PostgreSQL refuses NUL and broken UTF-8.
  return is_username(username) ? find("lower(username) = lower($1)", username) : std::nullopt;
}

std::optional<Account> Accounts::by_subject(const std::string& subject) {
  return base::is_uuid(subject) ? find("subject = $1::uuid", subject) : std::nullopt;
}

std::optional<Account> Accounts::oldest_with_role(const std::string& role) {
  return find("$1 = ANY (roles)", role);
}

void Accounts::set_password(const std::string& subject, const std::string& password, bool must_change) {
  check_password_policy(password);
  const std::string hash = hash_password(password);
  db_.transaction([&](pqxx::work& tx) {
    tx.exec_params("UPDATE identity.account SET password_hash = $2, must_change_password = $3 WHERE subject = $1",
                   subject, hash, must_change);
    tx.exec_params("DELETE FROM identity.login_session WHERE subject = $1", subject);
    tx.exec_params("DELETE FROM identity.client_grant WHERE subject = $1", subject);
  });
}

}  // namespace copper::identity
