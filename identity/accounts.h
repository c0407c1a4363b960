// The people who may log in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/db/pool.h"

namespace copper::identity {

struct NewAccount {
  std::string username;      // 3 to 64 of a–z, A–Z, 0–9, '.', '-', '_'; unique without regard to case
  std::string email;         // unique without regard to case
  std::string display_name;  // at most 200 characters; empty: the user name
  std::string password;
  std::vector<std::string> roles;     // "artist", "admin"; at least one
  bool must_change_password = false;  // a temporary password, changed at the first login (R1.3)
};

struct Account {
  std::string subject;  // UUID
  std::string username;
  std::string email;
  std::string display_name;
  std::string password_hash;
  std::vector<std::string> roles;
  bool must_change_password = false;
};

class Accounts {
 public:
  explicit Accounts(db::Pool& db) : db_(db) {}

  std::string create(const NewAccount& account);  // the subject; see Identity::create_user
  bool any();
  std::optional<Account> by_username(const std::string& username);
  std::optional<Account> by_subject(const std::string& subject);
  std::optional<Account> oldest_with_role(const std::string& role);

  // Checks the policy; ends the account's sessions and grants.
  void set_password(const std::string& subject, const std::string& password, bool must_change);

 private:
  std::optional<Account> find(const std::string& condition, const std::string& value);

  db::Pool& db_;
};

}  // namespace copper::identity
