// Who is asking, and whether the thing asked for is theirs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "services/content/content.h"

namespace copper::content {

struct Artist {
  std::int64_t id;
  std::string subject;   // of the account
  std::string language;  // in which plain texts are read and written when the request does not say
};

// The artist an account belongs to. Error forbidden when there is none.
Artist artist_of(pqxx::transaction_base& tx, const std::string& subject);

// Names the session of a web application whose artist asks (sessions.h).
inline constexpr const char* kSessionId = "X-Session-Id";

// Error unauthorized when the request names a session that has ended.
void require_session(pqxx::work& tx, const http::Request& request, const Artist& artist);

// Runs f(tx, artist) in one transaction for the artist whose token the request carries.
template <class F>
auto as_artist(const ContentOptions& options, const http::Request& request, F&& f) {
  const auto claims = options.verifier.require(request, "artist");
  return options.db.transaction([&](pqxx::work& tx) {
    const auto artist = artist_of(tx, claims.subject);
    require_session(tx, request, artist);
    return f(tx, artist);
  });
}

enum class Entity { gallery, print, notice };
std::string_view name_of(Entity entity);  // of its table and in messages

// Locks the row until the end of the transaction. Error not_found when there is none, forbidden when another
// artist owns it, precondition_failed when the request's If-Match names another version (RFC 9110 §13.1.1).
void lock_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist, const http::Request& request);
void lock_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist);  // without If-Match

// Error precondition_failed when the request's If-Match names another version of the row, which is locked.
void require_version(const http::Request& request, std::string_view name, const pqxx::field& version);

// A print that is about to hang somewhere: it can be changed meanwhile, but not deleted.
void lock_to_hang(pqxx::work& tx, std::int64_t print, const Artist& artist);

// The same for a row that is only read.
void require_owned(pqxx::work& tx, Entity entity, std::int64_t id, const Artist& artist);

}  // namespace copper::content
