#include "services/content/originals.h"

#include "platform/observe/log.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr int kPerRound = 20;

constexpr const char* kUnkept = R"(
SELECT id, original_key FROM image WHERE original_area = 'temporary' AND state <> 'processing'
ORDER BY id LIMIT 1 OFFSET $1)";

// Unless the artist tries the image again: then imaging reads it where it is.
constexpr const char* kKept = R"(
UPDATE image SET original_area = 'images', original_key = $2
WHERE id = $1 AND original_area = 'temporary' AND state <> 'processing')";

// uploads/original/{id}.jpg is kept as originals/{id}.jpg.
std::string kept_key(const std::string& temporary_key) {
  return "originals" + temporary_key.substr(temporary_key.rfind('/'));
}

struct Unkept {
  std::string image;
  std::string key;
};

std::optional<Unkept> find_unkept(const ContentOptions& options, int skip) {
  return options.db.read([&](pqxx::transaction_base& tx) -> std::optional<Unkept> {
    const auto rows = tx.exec_params(kUnkept, skip);
    if (rows.empty()) return std::nullopt;
    return Unkept{rows[0][0].as<std::string>(), rows[0][1].as<std::string>()};
  });
}

void keep(const ContentOptions& options, const Unkept& found) {
  options.store.copy(storage::Area::temporary, found.key, storage::Area::images, kept_key(found.key));
  options.db.transaction([&](pqxx::work& tx) {
    if (tx.exec_params(kKept, found.image, kept_key(found.key)).affected_rows() > 0) {
      remove_later(options, tx, storage::Area::temporary, found.key);
    } else if (tx.exec_params("SELECT FROM image WHERE id = $1", found.image).empty()) {
      remove_later(options, tx, storage::Area::images, kept_key(found.key));
    }
  });
}

}  // namespace

void keep_originals(const ContentOptions& options) noexcept {
  int failed = 0;
  for (int round = 0; round < kPerRound; ++round) {
    try {
      const auto found = find_unkept(options, failed);
      if (!found) return;
      keep(options, *found);
    } catch (const std::exception& e) {
      log::warning("original not kept", {{"error", e.what()}});
      ++failed;
    }
  }
}

}  // namespace copper::content
