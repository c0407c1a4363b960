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

// Writes the next ones of a kind, of those that have content or had it, and says which. $1 the last one written, $2 how many.
std::string batch_sql(const std::string& kind) {
  return "WITH batch AS ((SELECT id FROM " + kind +
         " WHERE id > $1 ORDER BY id LIMIT $2) UNION (SELECT id FROM search_document WHERE kind = '" + kind +
         "' AND id > $1 ORDER BY id LIMIT $2) ORDER BY id LIMIT $2), "
         "pending AS (INSERT INTO search_pending SELECT '" +
         kind + "', id FROM batch ON CONFLICT DO NOTHING) SELECT id FROM batch ORDER BY id";
}

constexpr const char* kCount = R"(
SELECT count(*) FROM (SELECT 'print' AS kind, id FROM print UNION SELECT 'gallery', id FROM gallery
                      UNION SELECT kind, id FROM search_document) known)";

// Words that have left all texts, or all that are published. Nobody is kept from writing meanwhile.
constexpr const char* kLeftOver = R"(
CREATE TEMPORARY TABLE left_over ON COMMIT DROP AS
SELECT w.word, inventory.word IS NULL AS is_gone, pg_current_snapshot() AS seen
FROM search_word w
LEFT JOIN ts_stat('SELECT words || internal_words FROM search_document') inventory USING (word)
LEFT JOIN ts_stat('SELECT words FROM search_document WHERE is_public') published USING (word)
WHERE inventory.word IS NULL OR (w.is_public AND published.word IS NULL))";

// With no change under way they are forgotten, but for those that have come back since.
constexpr const char* kForget = R"(
LOCK TABLE search_pending IN SHARE MODE;
CREATE TEMPORARY TABLE come_back ON COMMIT DROP AS
SELECT w.word, bool_or(w.is_public) AS is_public
FROM (SELECT seen FROM left_over LIMIT 1) s
JOIN search_change c ON c.transaction >= pg_snapshot_xmin(s.seen) AND NOT pg_visible_in_snapshot(c.transaction, s.seen)
JOIN search_document d USING (kind, id)
CROSS JOIN LATERAL (SELECT unnest(tsvector_to_array(d.words)) AS word, d.is_public
                    UNION ALL SELECT unnest(tsvector_to_array(d.internal_words)), false) w
GROUP BY w.word;
DELETE FROM search_word w USING left_over l
WHERE w.word = l.word AND l.is_gone AND NOT EXISTS (SELECT FROM come_back b WHERE b.word = w.word);
UPDATE search_word w SET is_public = false FROM left_over l
WHERE w.word = l.word AND w.is_public AND NOT EXISTS (SELECT FROM come_back b WHERE b.word = w.word AND b.is_public))";

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
    const std::string batch = batch_sql(kind);
    for (std::int64_t last = 0;;) {
      const auto ids = patiently(db, [&](pqxx::work& tx) { return tx.exec_params(batch, last, kBatch); });
      if (ids.empty()) break;
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
