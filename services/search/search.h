// The Search Service (R0.5, R5): full text and facets over the search documents that PostgreSQL keeps in the transaction of
// every change (schema/0011_search.sql). It writes nothing; `reindex` (reindexing.h) does. Paths and shapes:
// docs/api/search.yaml; how words are compared: docs/search.md.
//
//   http::Handler handler = http::observed("search", search::search({.db = pool, .verifier = verifier, .cdn_url = "…"}));
//
// Thread-safe. `db` should have a short statement timeout: a search that takes longer is answered 503.
#pragma once

#include <chrono>
#include <string>

#include "platform/auth/verifier.h"
#include "platform/db/pool.h"
#include "platform/http/handler.h"

namespace copper::search {

// How long one statement may take, unless whoever runs the service knows better.
inline constexpr std::chrono::milliseconds kStatementTimeout{1500};

struct SearchOptions {
  db::Pool& db;
  const auth::Verifier& verifier;
  std::string cdn_url;  // published images: {cdn_url}/{key}
  // Waits so long for the documents before it takes questions. It learns them anyway; who asks earlier may be told to wait (503).
  std::chrono::milliseconds learning_at_start{0};
};

http::Handler search(const SearchOptions& options);

}  // namespace copper::search
