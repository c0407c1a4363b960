#include "services/content/originals.h"

#include "services/content/removals.h"
#include "services/content/rounds.h"

namespace copper::content {
namespace {

constexpr int kOriginalsPerRound = 20;

// Any of them: one that the storage refuses again and again does not hold up the others.
constexpr const char* kUnkept = R"(
SELECT id FROM image WHERE original_area = 'temporary' AND state <> 'processing' ORDER BY random() LIMIT $1)";

constexpr const char* kTemporaryKey = R"(
SELECT original_key FROM image WHERE id = $1 AND original_area = 'temporary' AND state <> 'processing')";

// Unless the artist tries the image again: then imaging reads it where it is.
constexpr const char* kKept = R"(
UPDATE image SET original_area = 'images', original_key = $2
WHERE id = $1 AND original_area = 'temporary' AND state <> 'processing')";

// uploads/original/{id}.jpg is kept as originals/{id}.jpg.
std::string kept_key(const std::string& temporary_key) {
  return "originals" + temporary_key.substr(temporary_key.rfind('/'));
}

std::vector<std::string> find_unkept(const ContentOptions& options) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    std::vector<std::string> found;
    for (const auto& row : tx.exec_params(kUnkept, kOriginalsPerRound)) found.push_back(row[0].as<std::string>());
    return found;
  });
}

std::optional<std::string> temporary_key(const ContentOptions& options, const std::string& image) {
  return options.db.read([&](pqxx::transaction_base& tx) -> std::optional<std::string> {
    const auto rows = tx.exec_params(kTemporaryKey, image);
    return rows.empty() ? std::nullopt : std::optional(rows[0][0].as<std::string>());
  });
}

void keep(const ContentOptions& options, const std::string& image) {
  const auto key = temporary_key(options, image);
  if (!key) return;  // somebody kept it meanwhile
  options.store.copy(storage::Area::temporary, *key, storage::Area::images, kept_key(*key));
  options.db.transaction([&](pqxx::work& tx) {
    if (tx.exec_params(kKept, image, kept_key(*key)).affected_rows() > 0) {
      remove_later(options, tx, storage::Area::temporary, *key);
    } else if (tx.exec_params("SELECT FROM image WHERE id = $1", image).empty()) {
      remove_later(options, tx, storage::Area::images, kept_key(*key));
    }
  });
}

}  // namespace

void keep_originals(const ContentOptions& options) noexcept {
  image_by_image(
      "original not kept", [&] { return find_unkept(options); },
      [&](const std::string& image) { keep(options, image); });
}

}  // namespace copper::content
