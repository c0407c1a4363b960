// The SQL files of queries/, compiled in.
#pragma once

#include <string>
#include <string_view>

namespace copper::content {

// The text of queries/{name}.sql, with {{other}} replaced by queries/other.sql. Throws std::out_of_range for
// a name there is no file of.
const std::string& query(std::string_view name);

}  // namespace copper::content
