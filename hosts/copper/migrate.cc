// `copper migrate`: the database's schema, brought up to date before a release goes live.
#include <cstdio>
#include <span>

#include "hosts/configuration.h"
#include "hosts/copper/commands.h"
#include "platform/base/embedded.h"
#include "platform/db/migrations.h"

// Compiled in (cmake/embed.cmake).
std::span<const copper::base::EmbeddedFile> schema();

namespace copper::hosts {

int migrate() {
  const Config config = configuration();
  const int applied = db::migrate(config.required("DATABASE_URL", "a PostgreSQL connection URL"), schema());
  std::printf("Migrations applied: %d. The database is up to date.\n", applied);
  return 0;
}

}  // namespace copper::hosts
