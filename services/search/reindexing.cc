#include "services/search/reindexing.h"

#include <algorithm>
#include <string>

namespace copper::search {
namespace {

// A batch is written within a tenth of a second: whoever changes one of its prints waits no longer. And we wait for others
// shorter than PostgreSQL takes to look for a deadlock, so that it is never the artist's change that is given up.
constexpr int kBatch = 100;
constexpr const char* kPatience = "SET LOCAL lock_timeout = '400ms'; SET LOCAL synchronous_commit = off";
constexpr const char* kLockTimedOut = "55P03";

// Those that have content or had it. $1 the last one written, $2 how many.
std::string ids_sql(const std::string& kind) {
  return "(SELECT id FROM " + kind +
         " WHERE id > $1 ORDER BY id LIMIT $2) UNION (SELECT id FROM search_document WHERE kind = '" + kind +
         "' AND id > $1 ORDER BY id LIMIT $2) ORDER BY id LIMIT $2";
}

constexpr const char* kCount = R"(
SELECT count(*) FROM (SELECT 'print' AS kind, id FROM print UNION SELECT 'gallery', id FROM gallery
                      UNION SELECT kind, id FROM search_document) known)";

// Words that may have left all texts, or all that are published. Nobody is kept from writing meanwhile.
constexpr const char* kLeftOver = R"(
CREATE TEMPORARY TABLE left_over ON COMMIT DROP AS
(SELECT word FROM search_word WHERE is_public
 EXCEPT SELECT word FROM ts_stat('SELECT words FROM search_document WHERE is_public'))
UNION
(SELECT word FROM search_word EXCEPT SELECT word FROM ts_stat('SELECT words || internal_words FROM search_document')))";

// With no change under way they are looked for once more, each by the index, and forgotten.
constexpr const char* kForget = R"(
LOCK TABLE search_pending IN SHARE MODE;
DELETE FROM search_word w USING left_over l WHERE w.word = l.word AND NOT EXISTS (
  SELECT FROM search_document WHERE (words || internal_words) @@ quote_literal(w.word)::tsquery);
UPDATE search_word w SET is_public = false FROM left_over l WHERE w.word = l.word AND w.is_public AND NOT EXISTS (
  SELECT FROM search_document WHERE (CASE WHEN is_public AND kind = 'print' THEN words END) @@ quote_literal(w.word)::tsquery
                                 OR (CASE WHEN is_public AND kind = 'gallery' THEN words END) @@ quote_literal(w.word)::tsquery))";

// Again as long as somebody else has what it needs.
template <class Work>
auto patiently(db::Pool& db, Work work) {
  while (true) {
    try {
      return db.transaction([&](pqxx::work& tx) {
        tx.exec(kPatience);
        return work(tx);
      });
    } catch (const pqxx::sql_error& error) {
      if (error.sqlstate() != kLockTimedOut) throw;
    }
  }
}

}  // namespace

void reindex(db::Pool& db, const std::function<void(std::int64_t, std::int64_t)>& progress) {
  const auto total = db.query("search_reindex_count", kCount)[0][0].as<std::int64_t>();
  std::int64_t done = 0;
  for (const std::string kind : {"print", "gallery"}) {
    for (std::int64_t last = 0;;) {
      const auto ids = db.query("search_reindex_" + kind, ids_sql(kind), last, kBatch);
      if (ids.empty()) break;
      patiently(db, [&](pqxx::work& tx) {
        for (const auto& row : ids) {
          tx.exec_params("INSERT INTO search_pending VALUES ($1, $2) ON CONFLICT DO NOTHING", kind,
                         row[0].as<std::int64_t>());
        }
      });
      last = ids.back()[0].as<std::int64_t>();
      done += static_cast<std::int64_t>(ids.size());
      progress(done, std::max(total, done));
    }
  }
  patiently(db, [](pqxx::work& tx) {
    tx.exec(kLeftOver);
    tx.exec(kForget);
    tx.exec("UPDATE content_revision SET revision = revision + 1");  // what was counted in the old index is not kept
  });
}

}  // namespace copper::search
