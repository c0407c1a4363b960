// The whole number that changes with everything the public can see; caches are revalidated against it.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// Call in the transaction of the change.
inline void bump_revision(pqxx::work& tx) {
  tx.exec("UPDATE content_revision SET revision = revision + 1");
}

}  // namespace copper::content
