#include "services/content/removals.h"

#include "platform/base/crypto.h"
#include "platform/observe/log.h"

namespace copper::content {
namespace {

constexpr int kRemovalsPerRound = 100;
constexpr const char* kCdn = "cdn";  // in the place of an area: what the CDN keeps of an image
constexpr std::string_view kPublic = "public/";

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
// A backup that is being made still needs what is private (backup_making.h). The CDN, which takes few at a time, comes last.
constexpr const char* kTake = R"(
UPDATE blob_removal SET due_at = $1::timestamptz + interval '1 minute'
WHERE id = (SELECT id FROM blob_removal
            WHERE due_at <= $1 AND (area IN ('backups', 'cdn') OR key LIKE 'public/%' OR storage_upload_id IS NOT NULL
                                    OR NOT EXISTS (SELECT FROM backup WHERE state = 'running'))
            ORDER BY area = 'cdn', due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, area, key, storage_upload_id)";

struct Removal {
  std::int64_t id;
  std::string area;  // or kCdn
  std::string key;
  std::optional<std::string> upload;
};

storage::Area area_named(const std::string& name) {
  for (const auto area : {storage::Area::images, storage::Area::backups}) {
    if (name == storage::name_of(area)) return area;
  }
  return storage::Area::temporary;
}

std::optional<Removal> take_one(const ContentOptions& options) {
  return options.db.transaction([&](pqxx::work& tx) -> std::optional<Removal> {
    const auto rows = tx.exec_params(kTake, sql_time(options.clock()));
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    Removal found{row[0].as<std::int64_t>(), row[1].as<std::string>(), row[2].as<std::string>(), {}};
    if (!row[3].is_null()) found.upload = row[3].as<std::string>();
    return found;
  });
}

void remove_objects(storage::BlobStore& store, const Removal& removal) {
  const auto area = area_named(removal.area);
  if (removal.upload) store.abort_upload(area, removal.key, *removal.upload);
  if (!removal.key.ends_with('/')) {
    store.remove(area, removal.key);
    return;
  }
  for (const auto& object : store.list(area, removal.key)) store.remove(area, object.key);
}

// The image whose public copies, all of them, this removes.
std::optional<std::string> withdrawn_image(const Removal& removal) {
  if (!removal.key.starts_with(kPublic) || !removal.key.ends_with('/')) return std::nullopt;
  const auto image = removal.key.substr(kPublic.size(), removal.key.size() - kPublic.size() - 1);
  return base::is_uuid(image) ? std::optional(image) : std::nullopt;
}

void remove(const ContentOptions& options, const Removal& removal) {
  if (removal.area != kCdn) {
    remove_objects(options.store, removal);
  } else if (options.forget_at_cdn) {
    options.forget_at_cdn(removal.key.substr(0, removal.key.size() - 1));
  }
}

void note_removed(const ContentOptions& options, pqxx::work& tx, const Removal& removal) {
  tx.exec_params0("DELETE FROM blob_removal WHERE id = $1", removal.id);
  if (const auto image = withdrawn_image(removal)) forget_at_cdn_later(options, tx, *image);
}

}  // namespace

void remove_later(const ContentOptions& options, pqxx::work& tx, storage::Area area, const std::string& key) {
  tx.exec_params0("INSERT INTO blob_removal (area, key, due_at) VALUES ($1, $2, $3)",
                  std::string(storage::name_of(area)), key, sql_time(options.clock()));
}

void forget_at_cdn_later(const ContentOptions& options, pqxx::work& tx, const std::string& image) {
  if (!options.forget_at_cdn) return;
  tx.exec_params0("INSERT INTO blob_removal (area, key, due_at) VALUES ($1, $2, $3)", kCdn, image + "/",
                  sql_time(options.clock()));
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
    for (int round = 0; round < kRemovalsPerRound; ++round) {
      const auto removal = take_one(options);
      if (!removal) return;
      remove(options, *removal);
      options.db.transaction([&](pqxx::work& tx) { note_removed(options, tx, *removal); });
    }
  } catch (const std::exception& e) {
    log::warning("object not removed", {{"error", e.what()}});
  }
}

}  // namespace copper::content
