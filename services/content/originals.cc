#include "services/content/originals.h"

#include "platform/observe/log.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr int kPerRound = 20;

constexpr const char* kUnkept = R"(
SELECT id, original_key FROM image WHERE original_area = 'temporary' AND state <> 'processing'
ORDER BY id LIMIT 1 OFFSET $1 FOR NO KEY UPDATE SKIP LOCKED)";

// uploads/original/{id}.jpg is kept as originals/{id}.jpg.
std::string kept_key(const std::string& temporary_key) {
  return "originals" + temporary_key.substr(temporary_key.rfind('/'));
}

// The row stays locked while the file is copied, so that nobody tries the image again from a place that is
// about to be empty. False when there was nothing to do.
bool keep_one(const ContentOptions& options, int skip) {
  return options.db.transaction([&](pqxx::work& tx) {
    const auto rows = tx.exec_params(kUnkept, skip);
    if (rows.empty()) return false;
    const auto id = rows[0][0].as<std::string>();
    const auto key = rows[0][1].as<std::string>();
    options.store.copy(storage::Area::temporary, key, storage::Area::images, kept_key(key));
    tx.exec_params("UPDATE image SET original_area = 'images', original_key = $2 WHERE id = $1", id, kept_key(key));
    remove_later(options, tx, storage::Area::temporary, key);
    return true;
  });
}

}  // namespace

void keep_originals(const ContentOptions& options) noexcept {
  int failed = 0;
  for (int round = 0; round < kPerRound; ++round) {
    try {
      if (!keep_one(options, failed)) return;
    } catch (const std::exception& e) {
      log::warning("original not kept", {{"error", e.what()}});
      ++failed;
    }
  }
}

}  // namespace copper::content
