#include "services/content/caller.h"

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

// If-Match is a list of entity tags or *.
bool lists(std::string_view if_match, std::int64_t version) {
  const std::string tag = "\"" + std::to_string(version) + "\"";
  return if_match == "*" || if_match.find(tag) != std::string_view::npos;
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
