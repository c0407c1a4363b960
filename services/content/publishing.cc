#include "services/content/publishing.h"

#include "platform/observe/log.h"
#include "services/content/removals.h"
#include "services/content/revision.h"

namespace copper::content {
namespace {

constexpr int kPerRound = 20;
constexpr auto kArea = storage::Area::images;

std::string public_key(const std::string& key) {
  return "public/" + key;
}

// Completed images that neither the artist nor the public sees any more.
void remove_obsolete_images(const ContentOptions& options, pqxx::work& tx, std::int64_t print) {
  std::vector<std::string> ids;
  for (const auto& row :
       tx.exec_params("SELECT i.id FROM image i JOIN print p ON p.id = i.print_id WHERE p.id = $1 AND "
                      "i.state = 'completed' "
                      "AND i.id IS DISTINCT FROM p.image_id AND i.id IS DISTINCT FROM p.public_image_id",
                      print)) {
    ids.push_back(row[0].as<std::string>());
  }
  remove_images(options, tx, ids);
}

std::vector<std::string> version_keys(pqxx::work& tx, const std::string& image) {
  std::vector<std::string> keys;
  for (const auto& row :
       tx.exec_params("SELECT storage_key FROM image_version WHERE image_id = $1 ORDER BY version", image)) {
    keys.push_back(row[0].as<std::string>());
  }
  return keys;
}

// The copies are there: from now on the public sees this image, unless the wish or the image changed meanwhile.
void make_visible(const ContentOptions& options, pqxx::work& tx, const std::string& image, std::int64_t print,
                  const std::vector<std::string>& copied) {
  tx.exec_params("SELECT FROM print WHERE id = $1 FOR NO KEY UPDATE", print);
  if (version_keys(tx, image) != copied) return;  // made anew just now; the next round copies that
  const auto settled = tx.exec_params(
      "UPDATE image SET publication = 'public', updated_at = now() WHERE id = $1 AND publication = "
      "'publishing'",
      image);
  if (settled.affected_rows() == 0) return;
  tx.exec_params0(
      "UPDATE print SET public_image_id = image_id, published_at = coalesce(published_at, now()) "
      "WHERE id = $1 AND image_id = $2",
      print, image);
  remove_obsolete_images(options, tx, print);
  bump_revision(tx);
}

void remove_copies(const ContentOptions& options, pqxx::work& tx, const std::string& image) {
  for (const auto& object : options.store.list(kArea, public_key(image + "/"))) {
    options.store.remove(kArea, object.key);
  }
  tx.exec_params(
      "UPDATE image SET publication = 'private', updated_at = now() WHERE id = $1 AND publication = "
      "'withdrawing'",
      image);
}

// Runs f(tx, publication, print) while nobody else copies or removes the public copies of this image; not at all when
// somebody does. The one place where the storage is waited for in a transaction: its lock alone keeps a copy that was
// begun before a withdrawal from landing after it, and ends with the process. It locks no row.
template <class F>
void alone_with_copies(const ContentOptions& options, const std::string& image, F&& f) {
  options.db.transaction([&](pqxx::work& tx) {
    const auto mine =
        tx.exec_params1("SELECT pg_try_advisory_xact_lock(hashtextextended('publication ' || $1, 0))", image);
    if (!mine[0].as<bool>()) return;
    const auto rows = tx.exec_params("SELECT publication, print_id FROM image WHERE id = $1", image);
    if (!rows.empty()) f(tx, rows[0][0].as<std::string>(), rows[0][1].as<std::int64_t>());
  });
}

void copy_to_public(const ContentOptions& options, const std::vector<std::string>& keys) {
  for (const auto& key : keys) options.store.copy(kArea, key, kArea, public_key(key));
}

void settle(const ContentOptions& options, const std::string& image) {
  alone_with_copies(options, image, [&](pqxx::work& tx, const std::string& publication, std::int64_t print) {
    if (publication == "publishing") {
      const auto keys = version_keys(tx, image);
      copy_to_public(options, keys);
      make_visible(options, tx, image, print, keys);
    } else if (publication == "withdrawing") {
      remove_copies(options, tx, image);
    }
  });
}

std::vector<std::string> unsettled(const ContentOptions& options, std::int64_t print) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    std::vector<std::string> ids;
    for (const auto& row : tx.exec_params("SELECT id FROM image WHERE publication IN ('publishing', "
                                          "'withdrawing') AND ($1::bigint = 0 OR print_id = $1) "
                                          "ORDER BY updated_at LIMIT $2",
                                          print, kPerRound)) {
      ids.push_back(row[0].as<std::string>());
    }
    return ids;
  });
}

}  // namespace

void update_publication(const ContentOptions& options, pqxx::work& tx, std::int64_t print) {
  tx.exec_params(
      "UPDATE image i SET publication = CASE WHEN p.status = 'published' THEN 'publishing' ELSE "
      "'withdrawing' END, "
      "updated_at = now() FROM print p WHERE p.id = $1 AND i.id = p.image_id "
      "AND (p.status = 'published') <> (i.publication IN ('publishing', 'public'))",
      print);
  remove_obsolete_images(options, tx, print);
}

void copy_in_advance(const ContentOptions& options, const std::string& image, const std::vector<std::string>& keys) {
  alone_with_copies(options, image, [&](pqxx::work&, const std::string& publication, std::int64_t) {
    if (publication == "public") copy_to_public(options, keys);
  });
}

void settle_publications(const ContentOptions& options, std::int64_t print) noexcept {
  try {
    for (const auto& image : unsettled(options, print)) {
      try {
        settle(options, image);
      } catch (const std::exception& e) {
        log::warning("publication not settled", {{"baseImageId", image}, {"error", e.what()}});
      }
    }
  } catch (const std::exception& e) {
    log::warning("publications not settled", {{"error", e.what()}});
  }
}

bool is_visible(pqxx::work& tx, std::int64_t print) {
  return !tx.exec_params("SELECT FROM print WHERE id = $1 AND public_image_id IS NOT NULL", print).empty();
}

}  // namespace copper::content
