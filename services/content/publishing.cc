#include "services/content/publishing.h"

#include <semaphore>

#include "platform/base/error.h"
#include "platform/image/zoom.h"
#include "services/content/removals.h"
#include "services/content/revision.h"
#include "services/content/rounds.h"

namespace copper::content {
namespace {

constexpr int kCopiesPerRound = 20;
constexpr std::ptrdiff_t kPlaces = 2;
constexpr std::chrono::seconds kNoWait{0};
constexpr std::chrono::seconds kShortWait{2};  // of whoever asked for one print; then it is left to the sweep
constexpr std::chrono::seconds kLongWait{10};
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

// Everything of an image that the public may get.
std::vector<std::string> publishable_keys(pqxx::work& tx, const std::string& image) {
  std::vector<std::string> keys;
  for (const auto& row :
       tx.exec_params("SELECT storage_key FROM image_version WHERE image_id = $1 ORDER BY version", image)) {
    keys.push_back(row[0].as<std::string>());
  }
  for (const auto& row : tx.exec_params(
           "SELECT zoom_key, zoom_width, zoom_height FROM image WHERE id = $1 AND zoom_key IS NOT NULL", image)) {
    append_zoom_keys(keys, row[0].as<std::string>(), row[1].as<std::int64_t>(), row[2].as<std::int64_t>());
  }
  return keys;
}

// The copies are there: from now on the public sees this image, unless the wish or the image changed meanwhile.
void make_visible(const ContentOptions& options, pqxx::work& tx, const std::string& image, std::int64_t print,
                  const std::vector<std::string>& copied) {
  tx.exec_params("SELECT FROM print WHERE id = $1 FOR NO KEY UPDATE", print);
  if (publishable_keys(tx, image) != copied) return;  // made anew just now; the next round copies that
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
  forget_at_cdn_later(options, tx, image);
  tx.exec_params(
      "UPDATE image SET publication = 'private', updated_at = now() WHERE id = $1 AND publication = "
      "'withdrawing'",
      image);
}

// Whoever copies or removes holds a connection to the database while the storage works; a place is taken before that, so
// that connections are left for everybody else.
class Place {
 public:
  explicit Place(std::chrono::seconds wait) : is_mine_(places().try_acquire_for(wait)) {}
  ~Place() {
    if (is_mine_) places().release();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  explicit operator bool() const { return is_mine_; }

 private:
  static std::counting_semaphore<kPlaces>& places() {
    static std::counting_semaphore<kPlaces> all(kPlaces);
    return all;
  }
  bool is_mine_;
};

// Runs f(tx, publication, print) while nobody else copies or removes the public copies of this image; false, and not at
// all, when somebody does. The one place where the storage is waited for in a transaction: its lock alone keeps a copy that was
// begun before a withdrawal from landing after it, and ends with the process. It locks no row.
template <class F>
bool alone_with_copies(const ContentOptions& options, const std::string& image, F&& f) {
  return options.db.transaction([&](pqxx::work& tx) {
    const auto mine =
        tx.exec_params1("SELECT pg_try_advisory_xact_lock(hashtextextended('publication ' || $1, 0))", image);
    if (!mine[0].as<bool>()) return false;
    const auto rows = tx.exec_params("SELECT publication, print_id FROM image WHERE id = $1", image);
    if (!rows.empty()) f(tx, rows[0][0].as<std::string>(), rows[0][1].as<std::int64_t>());
    return true;
  });
}

void copy_to_public(const ContentOptions& options, const std::vector<std::string>& keys) {
  for (const auto& key : keys) options.store.copy(kArea, key, kArea, public_key(key));
}

void settle(const ContentOptions& options, const std::string& image) {
  alone_with_copies(options, image, [&](pqxx::work& tx, const std::string& publication, std::int64_t print) {
    if (publication == "publishing") {
      const auto keys = publishable_keys(tx, image);
      copy_to_public(options, keys);
      make_visible(options, tx, image, print, keys);
    } else if (publication == "withdrawing") {
      remove_copies(options, tx, image);
    }
  });
}

// Any of them: one that the storage refuses again and again does not hold up the others.
std::vector<std::string> unsettled(const ContentOptions& options, std::int64_t print) {
  return options.db.read([&](pqxx::transaction_base& tx) {
    std::vector<std::string> ids;
    for (const auto& row : tx.exec_params("SELECT id FROM image WHERE publication IN ('publishing', "
                                          "'withdrawing') AND ($1::bigint = 0 OR print_id = $1) "
                                          "ORDER BY random() LIMIT $2",
                                          print, kCopiesPerRound)) {
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
  const Place place(kLongWait);
  if (!place) throw Error(ErrorCode::unavailable, "Too many images are being published. Try again in a moment.");
  const bool alone = alone_with_copies(options, image, [&](pqxx::work& tx, const std::string&, std::int64_t) {
    const auto seen = tx.exec_params("SELECT FROM print WHERE public_image_id = $1", image);
    if (!seen.empty()) copy_to_public(options, keys);
  });
  if (!alone) throw Error(ErrorCode::unavailable, "This image is just being published. Try again in a moment.");
}

void settle_publications(const ContentOptions& options, std::int64_t print) noexcept {
  image_by_image(
      "publication not settled", [&] { return unsettled(options, print); },
      [&](const std::string& image) {
        if (const Place place(print == 0 ? kNoWait : kShortWait); place) settle(options, image);
      });
}

void append_zoom_keys(std::vector<std::string>& keys, const std::string& folder, std::int64_t width,
                      std::int64_t height) {
  for (const auto& name : image::zoom_files(static_cast<int>(width), static_cast<int>(height))) {
    keys.push_back(folder + "/" + name);
  }
}

bool is_visible(pqxx::work& tx, std::int64_t print) {
  return !tx.exec_params("SELECT FROM print WHERE id = $1 AND public_image_id IS NOT NULL", print).empty();
}

}  // namespace copper::content
