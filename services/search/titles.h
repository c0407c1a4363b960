// The order of titles, which PostgreSQL knows for each language.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/db/pool.h"
#include "services/search/keys.h"

namespace copper::search {

// A document's title, or the one in the other language, as it is ordered in a language ("en", "da"): SQL, of search_document d.
std::string title_sql(const std::string& language);

// Those of `keys` in the places `from` to `to` when they are sorted by title: reads titles in their order until it has seen so many.
// The more keys there are among the documents, the fewer titles are read. Throws Error unavailable when it takes too long.
std::vector<Key> sorted_by_title(db::Pool& db, std::vector<Key> keys, const std::string& language, std::int64_t from,
                                 std::int64_t to);

}  // namespace copper::search
