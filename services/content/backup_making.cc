#include "services/content/backup_making.h"

#include <algorithm>
#include <filesystem>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/tar.h"
#include "platform/json/json.h"
#include "platform/observe/log.h"
#include "services/content/backup_tables.h"
#include "services/content/backups.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr std::chrono::seconds kRound{10};
constexpr std::chrono::minutes kLease{1};  // of one step; who takes longer may find it done by another
// A volume is closed when it is larger or has taken longer, at the second attempt at half of that, and so on: where a step
// may take only so long, as on AWS Lambda (docs/recovery.md), one that never fits would make every backup fail.
constexpr std::uint64_t kVolumeBytes = 64u << 20;
constexpr std::chrono::milliseconds kVolumeTime{5000};
constexpr int kImagesPerVolume = 1000;
constexpr int kAttemptsMax = 10;

// An attempt counts from its beginning: one that dies with its process must count as well.
constexpr const char* kTake = R"(
UPDATE backup SET next_at = $2, attempts = attempts + 1 WHERE state = 'running' AND next_at <= $1
RETURNING id, tables <> '[]', jsonb_array_length(volumes), attempts)";

// Both change nothing when somebody else has done the step.
constexpr const char* kRowsSaved = R"(
UPDATE backup SET tables = $2, volumes = $3, images = $4, missing = '[]', attempts = 0, next_at = $5
WHERE id = $1 AND state = 'running' AND volumes = '[]')";

constexpr const char* kImagesSaved = R"(
UPDATE backup SET volumes = volumes || $2::jsonb, missing = missing || $3::jsonb, attempts = 0, next_at = $4
WHERE id = $1 AND state = 'running' AND jsonb_array_length(volumes) = $5)";

// Both change nothing when somebody else has begun the step again, or done it.
constexpr const char* kPutOff = R"(
UPDATE backup SET next_at = $3::timestamptz + least(60, 2 ^ (attempts - 1)) * interval '1 second'
WHERE id = $1 AND state = 'running' AND attempts = $2)";

constexpr const char* kFail = R"(
UPDATE backup SET state = 'failed', error = $3, finished_at = $4
WHERE id = $1 AND state = 'running' AND attempts = $2)";

// At once, and once more after a while: somebody may be writing one just now.
constexpr const char* kRemoveFiles = R"(
INSERT INTO blob_removal (area, key, due_at)
SELECT 'backups', $1, due FROM (VALUES ($2::timestamptz), ($2::timestamptz + interval '15 minutes')) moments (due))";

struct Backup {
  std::string id;
  bool has_rows;
  int volumes;
  int attempt;  // at its next step, from 1
};

struct Image {
  std::string id;
  std::string original_area;
  std::string original_key;
};

void fail(const ContentOptions& options, pqxx::work& tx, const Backup& backup) {
  const auto now = sql_time(options.clock());
  const auto failed = tx.exec_params(kFail, backup.id, backup.attempt,
                                     "The storage, the database or the program failed " + std::to_string(kAttemptsMax) +
                                         " times in a row. Start another.",
                                     now);
  if (failed.affected_rows() == 0) return;
  tx.exec_params0("DELETE FROM backup_image WHERE backup_id = $1", backup.id);
  tx.exec_params0(kRemoveFiles, backup.id + "/", now);
}

std::optional<Backup> take(const ContentOptions& options) {
  const auto now = options.clock();
  return options.db.transaction([&](pqxx::work& tx) -> std::optional<Backup> {
    const auto rows = tx.exec_params(kTake, sql_time(now), sql_time(now + kLease));
    if (rows.empty()) return std::nullopt;
    Backup backup{rows[0][0].as<std::string>(), rows[0][1].as<bool>(), rows[0][2].as<int>(), rows[0][3].as<int>()};
    if (backup.attempt <= kAttemptsMax) return backup;
    fail(options, tx, backup);
    return std::nullopt;
  });
}

// 0001.tar, at the second attempt 0001-2.tar: no other attempt has the name, so that one who comes late replaces nothing.
std::string volume_name(const Backup& backup) {
  const auto number = std::to_string(backup.volumes);
  return std::string(4 - std::min<std::size_t>(4, number.size()), '0') + number +
         (backup.attempt == 1 ? "" : "-" + std::to_string(backup.attempt)) + ".tar";
}

// A file on its way into the backups area. It has no name here and is gone with the process.
class Volume {
 public:
  explicit Volume(const Backup& backup) : name_(volume_name(backup)), key_(backup.id + "/" + name_) {}

  std::uint64_t size() const { return tar_.size(); }

  void add(const std::string& name, const http::Body& body) {
    tar_.add(name, body.size(), [&](const base::TarWriter::Write& write) { body.for_each_piece(write); });
  }

  const std::string& key() const { return key_; }

  // Its line in the manifest.
  json::Object store(storage::BlobStore& store, json::Array images) {
    tar_.finish();
    const http::Body body(http::FileSlice{file_, 0, tar_.size()});
    base::Sha256 sum;
    body.for_each_piece([&](std::string_view piece) { sum.update(piece); });
    // Of this attempt at this step there is one; but a database set back to an earlier moment counts them again.
    if (!store.put_new(storage::Area::backups, key_, body, "application/x-tar")) {
      throw Error(ErrorCode::conflict, "The storage has a " + key_ + " already.");
    }
    return {
        {"name", name_}, {"bytes", tar_.size()}, {"sha256", base::to_hex(sum.finish())}, {"images", std::move(images)}};
  }

 private:
  std::string name_;
  std::string key_;
  std::shared_ptr<const base::FileDescriptor> file_ =
      std::make_shared<base::FileDescriptor>(base::open_temporary(std::filesystem::temp_directory_path()));
  base::TarWriter tar_{file_->get()};
};

struct Snapshot {
  json::Array tables;
  std::vector<Image> images;
};

Snapshot save_rows_of_one_moment(const ContentOptions& options, Volume& volume) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    Snapshot snapshot;
    for (const auto& table : kept_tables(tx)) {
      const auto file =
          std::make_shared<base::FileDescriptor>(base::open_temporary(std::filesystem::temp_directory_path()));
      const auto count = write_rows(tx, table, file->get());
      volume.add("database/" + table + ".jsonl.gz", http::FileSlice{file, 0, base::size_of(file->get())});
      snapshot.tables.push_back(json::Object{{"name", table}, {"rows", count}});
    }
    for (const auto& row : tx.exec("SELECT id, original_area, original_key FROM image")) {
      snapshot.images.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::string>()});
    }
    return snapshot;
  });
}

void write_down_images(pqxx::work& tx, const Backup& backup, const std::vector<Image>& images) {
  json::Array rows;
  for (const auto& image : images) {
    rows.push_back(json::Object{{"backup_id", backup.id},
                                {"image_id", image.id},
                                {"original_area", image.original_area},
                                {"original_key", image.original_key}});
  }
  tx.exec_params0("INSERT INTO backup_image SELECT * FROM json_populate_recordset(NULL::backup_image, $1::json)",
                  boost::json::serialize(rows));
}

void save_rows(const ContentOptions& options, const Backup& backup) {
  Volume volume(backup);
  const auto snapshot = save_rows_of_one_moment(options, volume);
  const json::Array volumes{volume.store(options.store, {})};
  const bool is_first = options.db.transaction([&](pqxx::work& tx) {
    const auto saved =
        tx.exec_params(kRowsSaved, backup.id, boost::json::serialize(snapshot.tables), boost::json::serialize(volumes),
                       snapshot.images.size(), sql_time(options.clock()));
    if (saved.affected_rows() > 0) write_down_images(tx, backup, snapshot.images);
    return saved.affected_rows() > 0;
  });
  if (!is_first) options.store.remove(storage::Area::backups, volume.key());
}

std::vector<Image> unsaved(const ContentOptions& options, const Backup& backup) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    std::vector<Image> images;
    for (const auto& row : tx.exec_params("SELECT image_id, original_area, original_key FROM backup_image "
                                          "WHERE backup_id = $1 ORDER BY image_id LIMIT $2",
                                          backup.id, kImagesPerVolume)) {
      images.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::string>()});
    }
    return images;
  });
}

storage::Area area_of(const std::string& name) {
  return name == storage::name_of(storage::Area::images) ? storage::Area::images : storage::Area::temporary;
}

// Adds one object; false when it is not there.
bool add_object(const ContentOptions& options, Volume& volume, storage::Area area, const std::string& key) {
  const auto body = options.store.get(area, key);
  if (body) volume.add("objects/" + std::string(storage::name_of(area)) + "/" + key, *body);
  return body.has_value();
}

std::vector<std::string> named_versions(const ContentOptions& options, const std::string& image) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    std::vector<std::string> keys;
    for (const auto& row : tx.exec_params("SELECT storage_key FROM image_version WHERE image_id = $1", image)) {
      keys.push_back(row[0].as<std::string>());
    }
    return keys;
  });
}

void add_image(const ContentOptions& options, Volume& volume, const Image& image, json::Array& missing) {
  if (!add_object(options, volume, area_of(image.original_area), image.original_key)) {
    missing.emplace_back(image.original_area + "/" + image.original_key);
  }
  auto named = named_versions(options, image.id);
  for (const auto& object : options.store.list(storage::Area::images, image.id + "/")) {
    if (add_object(options, volume, storage::Area::images, object.key)) std::erase(named, object.key);
  }
  for (const auto& key : named) missing.emplace_back("images/" + key);
}

void save_images(const ContentOptions& options, const Backup& backup, const std::vector<Image>& images) {
  Volume volume(backup);
  json::Array saved;
  json::Array missing;
  const auto begun = options.clock();
  const int halved = backup.attempt - 1;
  const auto is_full = [&] {
    return volume.size() >= kVolumeBytes >> halved || options.clock() - begun >= kVolumeTime / (1 << halved);
  };
  for (const auto& image : images) {
    if (!saved.empty() && is_full()) break;
    add_image(options, volume, image, missing);
    saved.emplace_back(image.id);
  }
  const auto last = images[saved.size() - 1].id;
  const json::Array volumes{volume.store(options.store, std::move(saved))};
  const bool is_first = options.db.transaction([&](pqxx::work& tx) {
    const auto updated = tx.exec_params(kImagesSaved, backup.id, boost::json::serialize(volumes),
                                        boost::json::serialize(missing), sql_time(options.clock()), backup.volumes);
    if (updated.affected_rows() == 0) return false;
    tx.exec_params0("DELETE FROM backup_image WHERE backup_id = $1 AND image_id <= $2", backup.id, last);
    return true;
  });
  if (!is_first) options.store.remove(storage::Area::backups, volume.key());
}

constexpr const char* kManifest = R"(
SELECT json_build_object(
         'format', 1, 'id', id, 'startedAt', iso8601(started_at),
         'migrations', (SELECT json_agg(name ORDER BY number) FROM schema_migration),
         'tables', tables, 'volumes', volumes, 'missing', missing),
       jsonb_array_length(missing)
FROM backup WHERE id = $1)";

struct Manifest {
  std::string text;
  int missing;
};

// Read when no image is left to save: whoever reads it then, reads the same.
std::optional<Manifest> manifest_of(const ContentOptions& options, const Backup& backup) {
  return options.db.read([&](pqxx::transaction_base& tx) -> std::optional<Manifest> {
    const auto rows = tx.exec_params(kManifest, backup.id);
    if (rows.empty()) return std::nullopt;  // given up meanwhile
    return Manifest{rows[0][0].as<std::string>(), rows[0][1].as<int>()};
  });
}

void complete(const ContentOptions& options, const Backup& backup) {
  const auto manifest = manifest_of(options, backup);
  if (!manifest) return;
  // One that is there already says the same: another worker's, or that of an attempt whose answer was lost.
  options.store.put_new(storage::Area::backups, backup.id + "/manifest.json", manifest->text, "application/json");
  options.db.transaction([&](pqxx::work& tx) {
    tx.exec_params0("UPDATE backup SET state = 'completed', finished_at = $2 WHERE id = $1 AND state = 'running'",
                    backup.id, sql_time(options.clock()));
    for (const auto& row : tx.exec_params("SELECT id FROM backup WHERE state = 'completed' "
                                          "ORDER BY started_at DESC, id OFFSET $1",
                                          kBackupsKept)) {
      remove_backup(options, tx, row[0].as<std::string>());
    }
  });
  log::info("backup completed", {{"backup", backup.id}, {"missing", manifest->missing}});
}

void step(const ContentOptions& options, const Backup& backup) {
  if (!backup.has_rows) {
    save_rows(options, backup);
  } else if (const auto images = unsaved(options, backup); !images.empty()) {
    save_images(options, backup, images);
  } else {
    complete(options, backup);
  }
}

void note_failure(const ContentOptions& options, const Backup& backup, const std::string& why) {
  log::warning("backup step failed", {{"backup", backup.id}, {"attempt", backup.attempt}, {"error", why}});
  options.db.transaction([&](pqxx::work& tx) {
    if (backup.attempt == kAttemptsMax) {
      fail(options, tx, backup);
    } else {
      tx.exec_params0(kPutOff, backup.id, backup.attempt, sql_time(options.clock()));
    }
  });
}

}  // namespace

void make_backups(const ContentOptions& options) noexcept {
  try {
    const auto until = std::chrono::steady_clock::now() + kRound;
    while (std::chrono::steady_clock::now() < until) {
      const auto backup = take(options);
      if (!backup) return;
      try {
        step(options, *backup);
      } catch (const std::exception& e) {
        note_failure(options, *backup, e.what());
      }
    }
  } catch (const std::exception& e) {
    log::warning("backups not made", {{"error", e.what()}});
  }
}

void remove_backup(const ContentOptions& options, pqxx::work& tx, const std::string& id) {
  tx.exec_params0("DELETE FROM backup WHERE id = $1", id);
  tx.exec_params0(kRemoveFiles, id + "/", sql_time(options.clock()));
}

}  // namespace copper::content
