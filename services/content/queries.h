// The SQL files of queries/, compiled in.
#pragma once

#include <pqxx/pqxx>
#include <string>
#include <string_view>

namespace copper::content {

// The text of queries/{name}.sql, with {{other}} replaced by queries/other.sql. Throws std::out_of_range for
// a name there is no file of.
const std::string& query(std::string_view name);

// The one row such a query answers, planned once per connection: planning the large ones takes longer than all the rest. For
// those of which one plan is good for all parameters.
template <class... Parameters>
pqxx::row planned(pqxx::transaction_base& tx, const std::string& name, const Parameters&... parameters) {
  tx.conn().prepare(name, query(name));  // remembered: sent once
  return tx.exec_prepared1(name, parameters...);
}

}  // namespace copper::content
