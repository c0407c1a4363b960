// The database as files of JSON lines, one per table, and back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/base/file.h"
#include "services/content/content.h"

namespace copper::content {

// Every table whose rows are worth keeping, as "schema.table", in order: all but what is derived from others, belongs
// to one moment (uploads, sessions, things to be removed), or tells about backups themselves. A new table is kept unless
// it is listed there.
std::vector<std::string> kept_tables(pqxx::transaction_base& tx);

// Writes the table's rows, gzip-compressed, one JSON object a line; returns how many.
std::int64_t write_rows(pqxx::transaction_base& tx, const std::string& table, int fd);

// Reads such a file into a new temporary table of the same columns, named as staged() says, of the transaction. Columns
// the table no longer has are left out. Throws std::runtime_error when the file is damaged or the table unknown.
void stage_rows(pqxx::work& tx, const std::string& table, int fd);
std::string staged(const std::string& table);  // print → pg_temp.staged_public_print

// The columns both the file and the table have, with commas between them; the others take their defaults.
std::string staged_columns(pqxx::work& tx, const std::string& table);

}  // namespace copper::content
