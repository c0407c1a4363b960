// `copper restore`: a backup comes back (docs/recovery.md).
#include <cstdio>

#include "hosts/configuration.h"
#include "hosts/copper/commands.h"
#include "hosts/copper/database.h"
#include "hosts/storage.h"
#include "platform/base/error.h"
#include "platform/config/config.h"
#include "platform/db/pool.h"

namespace copper::hosts {
namespace {

int list(storage::BlobStore& store) {
  const auto backups =
      content::stored_backups(store, [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); });
  for (const auto& backup : backups) {
    std::printf("%s  %s  %.1f MB\n", backup.folder.c_str(), backup.started_at.c_str(),
                static_cast<double>(backup.bytes) / 1e6);
  }
  if (backups.empty()) std::puts("There are no complete backups in the storage.");
  return 0;
}

}  // namespace

int restore(const RestoreOptions& options) {
  const Config config = configuration();
  const Storage storage = storage_from(config, {.root = options.data / "blobs"});
  if (options.backup.empty()) return list(*storage.store);

  const CommandDatabase database = command_database(config, options.data);
  if (database.in_use && std::holds_alternative<content::WholeBackup>(options.part)) {
    throw StartError("The gallery is running with the data in " + options.data.string() +
                     ". Stop it: a whole restore takes the place of everything.");
  }
  db::Pool db(database.url, {.size = 1});
  content::restore(db, *storage.store, options.backup, options.part, [](const std::string& what) {
    std::printf("%s\n", what.c_str());
    std::fflush(stdout);
  });
  std::puts("Restored.");
  return 0;
}

}  // namespace copper::hosts
