#include "services/content/backup_tables.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "platform/json/json.h"

namespace copper::content {
namespace {

constexpr int kRowsAtOnce = 500;

constexpr const char* kTables = R"(
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('public', 'identity')
  AND n.nspname || '.' || c.relname <> ALL (ARRAY[
    'public.schema_migration', 'public.content_revision', 'public.orphan_search',
    'public.backup', 'public.backup_image', 'public.backup_reminder', 'public.blob_removal', 'public.upload', 'public.outgoing_mail',
    'public.session',
    'identity.login_session', 'identity.client_grant', 'identity.authorization_code', 'identity.refresh_token',
    'identity.login_attempt',
    'public.search_document', 'public.search_word', 'public.search_pending', 'public.search_change'])
ORDER BY 1)";

// Of a table, those that can be written.
constexpr const char* kColumns = R"(
SELECT attname FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum)";

struct CloseGz {
  void operator()(gzFile_s* file) const { ::gzclose(file); }
};
using Gz = std::unique_ptr<gzFile_s, CloseGz>;

// zlib closes the descriptor it is given: it gets one of its own.
Gz open_gz(int fd, const char* mode) {
  const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  Gz file(own < 0 ? nullptr : ::gzdopen(own, mode));
  if (!file && own >= 0) ::close(own);
  if (!file) throw std::runtime_error("cannot open a compressed file");
  return file;
}

// The next line without its end; false after the last. Throws when the file is damaged or cut off.
bool read_line(gzFile_s* file, std::string& line) {
  line.clear();
  char piece[16 * 1024];
  while (::gzgets(file, piece, sizeof piece) != nullptr) {
    line += piece;
    if (!line.ends_with('\n')) continue;
    line.pop_back();
    return true;
  }
  int failure = Z_OK;
  ::gzerror(file, &failure);
  if (failure != Z_OK || !line.empty()) throw std::runtime_error("a file of rows is damaged");
  return false;
}

std::vector<std::string> columns_of(pqxx::transaction_base& tx, const std::string& table) {
  std::vector<std::string> columns;
  for (const auto& row : tx.exec_params(kColumns, table)) columns.push_back(row[0].as<std::string>());
  if (columns.empty()) throw std::runtime_error("there is no table " + table);
  return columns;
}

std::string comma_separated(pqxx::transaction_base& tx, const std::vector<std::string>& columns) {
  std::string text;
  for (const auto& column : columns) text.append(text.empty() ? "" : ", ").append(tx.quote_name(column));
  return text;
}

void create_staged(pqxx::work& tx, const std::string& table, const std::string& first_line) {
  auto columns = columns_of(tx, table);
  if (!first_line.empty()) {
    const json::Object row = boost::json::parse(first_line).as_object();
    std::erase_if(columns, [&](const std::string& column) { return !row.contains(column); });
  }
  tx.exec0("CREATE TEMP TABLE " + staged(table).substr(staged(table).find('.') + 1) + " ON COMMIT DROP AS SELECT " +
           comma_separated(tx, columns) + " FROM " + table + " WITH NO DATA");
}

}  // namespace

std::vector<std::string> kept_tables(pqxx::transaction_base& tx) {
  std::vector<std::string> tables;
  for (const auto& row : tx.exec(kTables)) tables.push_back(row[0].as<std::string>());
  return tables;
}

std::int64_t write_rows(pqxx::transaction_base& tx, const std::string& table, int fd) {
  const Gz file = open_gz(fd, "wb");
  tx.exec0("DECLARE kept_rows NO SCROLL CURSOR FOR SELECT to_json(kept)::text || E'\\n' FROM " + table + " kept");
  std::int64_t count = 0;
  for (;;) {
    const auto rows = tx.exec("FETCH FORWARD " + std::to_string(kRowsAtOnce) + " FROM kept_rows");
    for (const auto& row : rows) {
      if (::gzwrite(file.get(), row[0].c_str(), static_cast<unsigned>(row[0].size())) <= 0) {
        throw std::runtime_error("cannot write rows of " + table);
      }
    }
    count += static_cast<std::int64_t>(rows.size());
    if (rows.size() < kRowsAtOnce) break;
  }
  tx.exec0("CLOSE kept_rows");
  if (::gzflush(file.get(), Z_FINISH) != Z_OK) throw std::runtime_error("cannot write rows of " + table);
  return count;
}

std::string staged(const std::string& table) {
  std::string name = "staged_" + table;
  std::replace(name.begin(), name.end(), '.', '_');
  return "pg_temp." + name;
}

void stage_rows(pqxx::work& tx, const std::string& table, int fd) {
  const Gz file = open_gz(fd, "rb");
  std::string line;
  bool more = read_line(file.get(), line);
  create_staged(tx, table, more ? line : "");
  const std::string columns = staged_columns(tx, table);
  while (more) {
    std::string rows = "[";
    for (int i = 0; more && i < kRowsAtOnce; ++i) {
      rows.append(i > 0 ? "," : "").append(line);
      more = read_line(file.get(), line);
    }
    rows += "]";
    tx.exec_params0("INSERT INTO " + staged(table) + " (" + columns + ") SELECT " + columns +
                        " FROM json_populate_recordset(NULL::" + table + ", $1::json)",
                    rows);
  }
}

std::string staged_columns(pqxx::work& tx, const std::string& table) {
  return comma_separated(tx, columns_of(tx, staged(table)));
}

}  // namespace copper::content
