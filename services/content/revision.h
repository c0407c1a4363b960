// The whole number that changes with everything the public can see; caches are revalidated against it.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// A withdrawal takes something out of the public's sight: no page from before it may be shown again, not even while the
// API is down.
enum class Change { edit, withdrawal };

// The last statement of a change's transaction: everybody else who changes what the public sees waits for its end.
inline void bump_revision(pqxx::work& tx, Change change = Change::edit) {
  tx.exec(change == Change::edit ? "UPDATE content_revision SET revision = revision + 1"
                                 : "UPDATE content_revision SET revision = revision + 1, withdrawn = revision + 1");
}

}  // namespace copper::content
