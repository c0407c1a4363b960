// Browsers that are logged in at the provider itself, so that a second client need not ask for the password
// again.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "platform/base/clock.h"
#include "platform/db/pool.h"

namespace copper::identity {

struct Session {
  std::string subject;
  base::TimePoint authenticated;
};

class Sessions {
 public:
  Sessions(db::Pool& db, base::Clock clock) : db_(db), clock_(std::move(clock)) {}

  // The cookie's value; only its hash is kept. `also` runs in the same transaction.
  std::string begin(const std::string& subject, const std::function<void(pqxx::work&)>& also);
  // Ends 30 minutes after the last use and 8 hours after the password (R1.2).
  std::optional<Session> find(const std::string& cookie);
  void end(const std::string& cookie);

  void sweep();

 private:
  db::Pool& db_;
  base::Clock clock_;
};

}  // namespace copper::identity
