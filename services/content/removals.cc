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

// Taken for a minute: what fails waits, so that it does not hold up the others, and is tried again by whoever comes then.
constexpr const char* kTake = R"(
UPDATE blob_removal SET due_at = $1::timestamptz + interval '1 minute'
WHERE id = (SELECT id FROM blob_removal WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, area, key, storage_upload_id)";

struct Removal {
  std::int64_t id;
  storage::Area area;
  std::string key;
  std::optional<std::string> upload;
};

storage::Area area_named(const std::string& name) {
  return name == storage::name_of(storage::Area::images) ? storage::Area::images : storage::Area::temporary;
}

std::optional<Removal> take_one(const ContentOptions& options) {
  return options.db.transaction([&](pqxx::work& tx) -> std::optional<Removal> {
    const auto rows = tx.exec_params(kTake, sql_time(options.clock()));
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    Removal found{row[0].as<std::int64_t>(), area_named(row[1].as<std::string>()), row[2].as<std::string>(), {}};
    if (!row[3].is_null()) found.upload = row[3].as<std::string>();
    return found;
  });
}

void remove(storage::BlobStore& store, const Removal& removal) {
  if (removal.upload) store.abort_upload(removal.area, removal.key, *removal.upload);
  if (!removal.key.ends_with('/')) {
    store.remove(removal.area, removal.key);
    return;
  }
  for (const auto& object : store.list(removal.area, removal.key)) store.remove(removal.area, object.key);
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
    for (int round = 0; round < kPerRound; ++round) {
      const auto removal = take_one(options);
      if (!removal) return;
      remove(options.store, *removal);
      options.db.transaction(
          [&](pqxx::work& tx) { tx.exec_params0("DELETE FROM blob_removal WHERE id = $1", removal->id); });
    }
  } catch (const std::exception& e) {
    log::warning("object not removed", {{"error", e.what()}});
  }
}

}  // namespace copper::content
