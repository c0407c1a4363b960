#include "services/content/caller.h"

#include <algorithm>

#include "platform/base/error.h"

namespace copper::content {

std::string_view name_of(Entity entity) {
  switch (entity) {
    case Entity::gallery: return "gallery";
    case Entity::print: return "print";
    case Entity::notice: return "notice";
  }
  return {};
}

namespace {

void require_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist, std::string_view locking) {
  const std::string name(name_of(entity));
  const auto rows = tx.exec_params("SELECT artist_id FROM " + name + " WHERE id = $1 " + std::string(locking), id);
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no " + name + " " + std::to_string(id) + ".");
  if (rows[0][0].as<std::int64_t>() != artist.id) {
    throw Error(ErrorCode::forbidden, "The " + name + " " + std::to_string(id) + " belongs to another artist.");
  }
}

// If-Match is * or a list of entity tags, "3" or "3-…" (presenting.h); they compare strongly: W/"3" is not "3" (RFC 9110
// §8.8.3.2). What the artist changes is the row, so that its version decides, whatever the answer showed beside it.
bool lists(std::string_view if_match, std::int64_t version) {
  if (if_match == "*") return true;
  const std::string tag = "\"" + std::to_string(version);
  for (std::size_t start = 0; start <= if_match.size();) {
    const auto end = std::min(if_match.find(',', start), if_match.size());
    std::string_view listed = if_match.substr(start, end - start);
    while (listed.starts_with(' ') || listed.starts_with('\t')) listed.remove_prefix(1);
    while (listed.ends_with(' ') || listed.ends_with('\t')) listed.remove_suffix(1);
    if (listed == tag + "\"" || (listed.starts_with(tag + "-") && listed.ends_with('"'))) return true;
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
  return {rows[0][0].as<std::int64_t>(), subject, rows[0][1].as<std::string>()};
}

void require_session(pqxx::work& tx, const http::Request& request, const Artist& artist) {
  const std::string id(request.headers.get(kSessionId));
  if (id.empty()) return;
  const auto rows = tx.exec_params(
      "SELECT id, seen_at < now() - interval '5 minutes' FROM session WHERE id::text = $1 AND artist_id = $2", id,
      artist.id);
  if (rows.empty()) throw Error(ErrorCode::unauthorized, "This session has ended. Sign in again.");
  if (rows[0][1].as<bool>()) {
    tx.exec_params("UPDATE session SET seen_at = now() WHERE id = $1", rows[0][0].as<std::string>());
  }
}

void lock_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist) {
  require_owned(tx, entity, id, artist, "FOR NO KEY UPDATE");
}

void lock_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist, const http::Request& request) {
  lock_owned(tx, entity, id, artist);
  if (!request.headers.find("If-Match")) return;
  const std::string name(name_of(entity));
  require_version(request, name, tx.exec_params1("SELECT version FROM " + name + " WHERE id = $1", id)[0]);
}

void require_version(const http::Request& request, std::string_view name, const pqxx::field& version) {
  const auto if_match = request.headers.find("If-Match");
  if (!if_match || lists(*if_match, version.as<std::int64_t>())) return;
  throw Error(ErrorCode::precondition_failed,
              "The " + std::string(name) + " was changed in the meantime. Load it again and repeat the change.");
}

void lock_to_hang(pqxx::work& tx, std::int64_t print, const Artist& artist) {
  require_owned(tx, Entity::print, print, artist, "FOR KEY SHARE");
}

void require_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist) {
  require_owned(tx, entity, id, artist, "");
}

}  // namespace copper::content
