#include "platform/db/migrations.h"

#include <algorithm>
#include <map>
#include <pqxx/pqxx>
#include <vector>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/db/conninfo.h"

namespace copper::db {
namespace {

constexpr const char* kLock = "SELECT pg_advisory_lock(4026531840)";  // ends with the connection
constexpr const char* kTable =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, "
    "applied_at timestamptz NOT NULL DEFAULT now())";

struct Migration {
  int number;
  std::string name;
  std::string sql;
  std::string checksum;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Migration parse(const base::EmbeddedFile& file) {
  const std::string_view name = file.name;
  if (name.size() < 10 || !std::all_of(name.begin(), name.begin() + 4, is_digit) || name[4] != '_' ||
      !name.ends_with(".sql")) {
    throw StartError("The migration " + std::string(name) + " must be named like 0001_what_it_does.sql.");
  }
  return {std::stoi(std::string(name.substr(0, 4))), std::string(name), std::string(file.bytes),
          base::to_hex(base::sha256(file.bytes))};
}

std::vector<Migration> in_order(std::span<const base::EmbeddedFile> files) {
  std::vector<Migration> migrations;
  migrations.reserve(files.size());
  for (const auto& file : files) migrations.push_back(parse(file));
  std::sort(migrations.begin(), migrations.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].number != static_cast<int>(i) + 1) {
      throw StartError("The migration " + migrations[i].name + " should have number " + std::to_string(i + 1) +
                       ": numbers start at 1 and have neither gaps nor doubles.");
    }
  }
  return migrations;
}

// PostgreSQL's message without its line breaks and the caret below the mistake.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '^';
    if (!blank) line += c;
    if (blank && !line.ends_with(' ')) line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

// How many migrations the database has; they must be the first of ours, unchanged.
std::size_t count_applied(pqxx::connection& connection, const std::vector<Migration>& migrations) {
  pqxx::work tx(connection);
  tx.exec(kTable);
  const auto rows = tx.exec("SELECT number, name, checksum FROM schema_migration ORDER BY number");
  tx.commit();
  for (const auto& row : rows) {
    const auto number = row[0].as<std::size_t>();
    const auto name = row[1].as<std::string>();
    if (number > migrations.size()) {
      throw StartError("The database has migration " + name +
                       ", which this program does not know: it belongs to a newer version. Start that one.");
    }
    if (row[2].as<std::string>() != migrations[number - 1].checksum) {
      throw StartError("The migration " + name +
                       " was changed after it had been applied: undo that, and put the change into a new one.");
    }
  }
  return rows.size();
}

void apply(pqxx::connection& connection, const Migration& migration) {
  try {
    pqxx::work tx(connection);
    tx.exec(migration.sql);
    tx.exec_params("INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)", migration.number,
                   migration.name, migration.checksum);
    tx.commit();
  } catch (const std::exception& e) {
    throw StartError("The migration " + migration.name + " failed: " + one_line(e.what()));
  }
}

}  // namespace

int migrate(const std::string& url, std::span<const base::EmbeddedFile> files) {
  const auto migrations = in_order(files);
  try {
    pqxx::connection connection(connection_string(url));
    pqxx::nontransaction(connection).exec(kLock);
    const std::size_t applied = count_applied(connection, migrations);
    for (std::size_t i = applied; i < migrations.size(); ++i) apply(connection, migrations[i]);
    return static_cast<int>(migrations.size() - applied);
  } catch (const pqxx::pqxx_exception& e) {
    throw StartError("The database of COPPER_DATABASE_URL cannot be used: " + one_line(e.base().what()));
  }
}

}  // namespace copper::db
