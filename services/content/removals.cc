#include "services/content/removals.h"

#include "platform/observe/log.h"

namespace copper::content {
namespace {

constexpr int kPerRound = 100;

constexpr const char* kRemoveImages = R"(
WITH gone AS (DELETE FROM image WHERE id = ANY ($1::uuid[]) RETURNING id, original_area, original_key),
objects (area, key) AS (
  SELECT 'images', id || '/' FROM gone
  UNION ALL SELECT 'images', 'public/' || id || '/' FROM gone
  UNION ALL SELECT original_area, original_key FROM gone)
INSERT INTO blob_removal (area, key, due_at)
SELECT area, key, due FROM objects
CROSS JOIN (VALUES ($2::timestamptz), ($2::timestamptz + interval '15 minutes')) moments (due))";

constexpr const char* kDue = R"(
SELECT id, area, key FROM blob_removal WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

storage::Area area_named(const std::string& name) {
  return name == storage::name_of(storage::Area::images) ? storage::Area::images : storage::Area::temporary;
}

void remove(storage::BlobStore& store, storage::Area area, const std::string& key) {
  if (!key.ends_with('/')) {
    store.remove(area, key);
    return;
  }
  for (const auto& object : store.list(area, key)) store.remove(area, object.key);
}

// False when the storage failed; then this one waits, so that it does not hold up the others.
bool perform(const ContentOptions& options, pqxx::work& tx, const pqxx::row& row) {
  const auto id = row["id"].as<std::int64_t>();
  try {
    remove(options.store, area_named(row["area"].as<std::string>()), row["key"].as<std::string>());
  } catch (const std::exception& e) {
    log::warning("object not removed", {{"key", row["key"].c_str()}, {"error", e.what()}});
    tx.exec_params0("UPDATE blob_removal SET due_at = due_at + interval '1 minute' WHERE id = $1", id);
    return false;
  }
  tx.exec_params0("DELETE FROM blob_removal WHERE id = $1", id);
  return true;
}

}  // namespace

void remove_later(const ContentOptions& options, pqxx::work& tx, storage::Area area, const std::string& key) {
  tx.exec_params0("INSERT INTO blob_removal (area, key, due_at) VALUES ($1, $2, $3)",
                  std::string(storage::name_of(area)), key, sql_time(options.clock()));
}

void remove_images(const ContentOptions& options, pqxx::work& tx, const std::vector<std::string>& ids) {
  if (ids.empty()) return;
  std::string array = "{";
  for (const auto& id : ids) array.append(array.size() > 1 ? "," : "").append(id);
  array += "}";
  // Jobs before images, as everywhere.
  tx.exec_params("SELECT FROM image_job WHERE image_id = ANY ($1::uuid[]) ORDER BY image_id FOR UPDATE", array);
  tx.exec_params0(kRemoveImages, array, sql_time(options.clock()));
}

void perform_removals(const ContentOptions& options) noexcept {
  try {
    options.db.transaction([&](pqxx::work& tx) {
      for (const auto& row : tx.exec_params(kDue, sql_time(options.clock()), kPerRound)) {
        if (!perform(options, tx, row)) return;
      }
    });
  } catch (const std::exception& e) {
    log::warning("removals not performed", {{"error", e.what()}});
  }
}

}  // namespace copper::content
