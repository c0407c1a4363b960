// Limits on guessing passwords, per account name and per address, with growing delays (R1.4).
//
// A name that no account has is treated like any other, so that the limits tell nothing about who exists.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/db/pool.h"

namespace copper::identity {

class Attempts {
 public:
  Attempts(db::Pool& db, base::Clock clock) : db_(db), clock_(std::move(clock)) {}

  // Counts one attempt as failed before anything is checked: attempts sent at the same moment all count.
  // Returns zero, or how long to wait when this one may not be made.
  std::chrono::seconds begin(std::string_view username, std::string_view address);

  // The attempt was the right one: forgets the failures of the account, takes this one off the address.
  void succeeded(std::string_view username, std::string_view address);

  void sweep();  // removes what is forgotten anyway

 private:
  db::Pool& db_;
  base::Clock clock_;
};

}  // namespace copper::identity
