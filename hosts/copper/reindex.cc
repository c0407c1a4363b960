// `copper reindex`: the search index, written anew (docs/search.md).
#include <unistd.h>

#include <cstdio>

#include "hosts/configuration.h"
#include "hosts/copper/commands.h"
#include "hosts/copper/database.h"
#include "platform/base/error.h"
#include "platform/config/config.h"
#include "platform/db/pool.h"
#include "services/search/reindexing.h"

namespace copper::hosts {

int reindex(const std::filesystem::path& data) {
  const Config config = configuration();
  if (config.text("DATABASE_URL", "").empty() && !std::filesystem::exists(data / "postgres")) {
    throw StartError("There is no gallery in " + std::filesystem::absolute(data).string() +
                     ". Name the directory of its data with --data.");
  }
  const CommandDatabase database = command_database(config, data);
  db::Pool db(database.url, {.size = 1, .statement_timeout = std::chrono::hours(1)});
  // On a terminal one line that counts, elsewhere a line for every tenth.
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  std::int64_t tenths = -1;
  search::reindex(db, [&](std::int64_t done, std::int64_t of) {
    const std::int64_t now = terminal ? done : 10 * done / of;
    if (now == tenths) return;
    tenths = now;
    std::printf("%s%lld of %lld documents%s", terminal ? "\r" : "", static_cast<long long>(done),
                static_cast<long long>(of), terminal ? "" : "\n");
    std::fflush(stdout);
  });
  std::puts(terminal ? "\nThe index is written anew." : "The index is written anew.");
  return 0;
}

}  // namespace copper::hosts
