// The index written anew, while it is searched and while content changes (docs/search.md).
#pragma once

#include <cstdint>
#include <functional>

#include "platform/db/pool.h"

namespace copper::search {

// Writes every document as its content is now and forgets the words that are in no text any more. `progress` hears how many
// of how many documents are done. When it is interrupted, what it has done stays; begin again to have all of it.
// `db` should have no short statement timeout: finding the words that are left over reads all documents.
void reindex(db::Pool& db, const std::function<void(std::int64_t done, std::int64_t of)>& progress);

}  // namespace copper::search
