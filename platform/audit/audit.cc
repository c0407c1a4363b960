#include "platform/audit/audit.h"

#include "platform/observe/log.h"

namespace copper::audit {

void record(pqxx::work& tx, const std::string& address, const Entry& entry) {
  tx.exec_params(
      "INSERT INTO audit_log (kind, actor, for_all, address, target_id, note, request_id) "
      "VALUES ($1, nullif($2, ''), $3, nullif($4, ''), $5, nullif($6, ''), nullif($7, ''))",
      entry.kind, entry.actor, entry.for_all, address, entry.target, entry.note,
      std::string(log::Scope::current_request_id()));
}

void forget_old(pqxx::work& tx) {
  tx.exec("DELETE FROM audit_log WHERE at < now() - interval '1 year'");
}

}  // namespace copper::audit
