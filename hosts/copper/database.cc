#include "hosts/copper/database.h"

#include <span>

#include "hosts/copper/data_lock.h"
#include "platform/base/embedded.h"
#include "platform/db/migrations.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::hosts {

CommandDatabase command_database(const Config& config, const std::filesystem::path& data) {
  CommandDatabase database{.url = config.text("DATABASE_URL", "")};
  if (database.url.empty()) {
    database.postgres = std::make_unique<PrivatePostgres>(data / "postgres");
    database.lock = lock_data(data);
    database.in_use = !database.lock;
    if (!database.in_use) database.postgres->start();
    database.url = database.postgres->url();
  }
  db::migrate(database.url, schema());
  return database;
}

}  // namespace copper::hosts
