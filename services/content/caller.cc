#include "services/content/caller.h"

#include <algorithm>

#include "platform/base/error.h"

namespace copper::content {

std::string_view name_of(Entity entity) {
  return entity == Entity::gallery ? "gallery" : "print";
}

namespace {

// The version of the row.
std::int64_t owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist, std::string_view locking) {
  const std::string name(name_of(entity));
  const auto rows =
      tx.exec_params("SELECT artist_id, version FROM " + name + " WHERE id = $1 " + std::string(locking), id);
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no " + name + " " + std::to_string(id) + ".");
  if (rows[0][0].as<std::int64_t>() != artist.id) {
    throw Error(ErrorCode::forbidden, "The " + name + " " + std::to_string(id) + " belongs to another artist.");
  }
  return rows[0][1].as<std::int64_t>();
}

// If-Match is * or a list of entity tags; they compare strongly: W/"3" is not "3" (RFC 9110 §8.8.3.2).
bool lists(std::string_view if_match, std::int64_t version) {
  if (if_match == "*") return true;
  const std::string tag = "\"" + std::to_string(version) + "\"";
  for (std::size_t start = 0; start <= if_match.size();) {
    const auto end = std::min(if_match.find(',', start), if_match.size());
    std::string_view listed = if_match.substr(start, end - start);
    while (listed.starts_with(' ') || listed.starts_with('\t')) listed.remove_prefix(1);
    while (listed.ends_with(' ') || listed.ends_with('\t')) listed.remove_suffix(1);
    if (listed == tag) return true;
    start = end + 1;
  }
  return false;
}

}  // namespace

Artist artist_of(pqxx::transaction_base& tx, const std::string& subject) {
  const auto rows = tx.exec_params("SELECT id, default_language FROM artist WHERE subject = $1", subject);
  if (rows.empty()) {
    throw Error(ErrorCode::forbidden,
                "This account is not an artist of this gallery. Ask an admin to create the artist.");
  }
  return {rows[0][0].as<std::int64_t>(), rows[0][1].as<std::string>()};
}

void lock_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist, const http::Request& request) {
  const auto version = owned(tx, entity, id, artist, "FOR NO KEY UPDATE");
  const auto if_match = request.headers.find("If-Match");
  if (if_match && !lists(*if_match, version)) {
    throw Error(
        ErrorCode::precondition_failed,
        "The " + std::string(name_of(entity)) + " was changed in the meantime. Load it again and repeat the change.");
  }
}

void lock_to_hang(pqxx::work& tx, std::int64_t print, const Artist& artist) {
  owned(tx, Entity::print, print, artist, "FOR KEY SHARE");
}

void require_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist) {
  owned(tx, entity, id, artist, "");
}

}  // namespace copper::content
