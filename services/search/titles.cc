#include "services/search/titles.h"

#include <algorithm>
#include <chrono>

#include "platform/base/error.h"
#include "services/search/search.h"

namespace copper::search {
namespace {

constexpr const char* kSome = "FETCH 2000 FROM titles";

}  // namespace

std::string title_sql(const std::string& language) {
  return "(coalesce(d.title_" + language + ", d.title_" + (language == "da" ? "en" : "da") + ") COLLATE \"" + language +
         "-x-icu\")";
}

std::vector<Key> sorted_by_title(db::Pool& db, std::vector<Key> keys, const std::string& language, std::int64_t from,
                                 std::int64_t to) {
  const auto until = std::chrono::steady_clock::now() + kStatementTimeout;
  std::sort(keys.begin(), keys.end());
  to = std::min(to, static_cast<std::int64_t>(keys.size()));
  std::vector<Key> sorted;
  if (from >= to) return sorted;
  db.read([&](pqxx::transaction_base& tx) {
    tx.exec0("SET LOCAL enable_sort = off");  // the index has them in order
    tx.exec0("DECLARE titles NO SCROLL CURSOR FOR SELECT kind, id FROM search_document d ORDER BY " +
             title_sql(language) + ", kind DESC, id");
    for (std::int64_t place = 0; place < to;) {
      if (std::chrono::steady_clock::now() > until) {
        throw Error(ErrorCode::unavailable, "The search takes too long. Ask for less.");
      }
      const auto rows = tx.exec(kSome);
      if (rows.empty()) return;  // some are no more
      for (const auto& row : rows) {
        const Key key{row[0].c_str()[0] == 'g', row[1].as<std::int64_t>()};
        if (place == to || !std::binary_search(keys.begin(), keys.end(), key)) continue;
        if (place++ >= from) sorted.push_back(key);
      }
    }
  });
  return sorted;
}

}  // namespace copper::search
