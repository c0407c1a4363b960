// The audit log (R1.6): login attempts and critical actions, in the transaction of what they tell about. Table audit_log.
//
//   audit::record(tx, request.client_address, {.kind = "print_deleted", .actor = claims.subject, .target = 17});
//
// Kinds are listed in docs/api/artist.yaml. Entries are only added, and removed after a year.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>

namespace copper::audit {

struct Entry {
  std::string kind;
  std::string actor;     // the account's subject; empty: nobody known
  bool for_all = false;  // every artist may read it, not the actor alone
  std::optional<std::int64_t> target = {};
  std::string note = {};  // what it was called, or how it went
};

// `address` is the client's; empty: not known.
void record(pqxx::work& tx, const std::string& address, const Entry& entry);

// Removes what is older than a year: addresses are not kept for ever.
void forget_old(pqxx::work& tx);

}  // namespace copper::audit
