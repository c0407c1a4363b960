// The database a command works on: the one COPPER_DATABASE_URL names, else the private one of a data directory.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "hosts/copper/postgres.h"
#include "platform/base/file.h"
#include "platform/config/config.h"

namespace copper::hosts {

struct CommandDatabase {
  std::string url;
  bool in_use = false;  // a running gallery has the data directory, and its private database with it
  // Until the command ends, where it was not running:
  base::FileDescriptor lock;
  std::unique_ptr<PrivatePostgres> postgres;
};
// Starts the private one when it is not running, and brings the schema up to date.
CommandDatabase command_database(const Config& config, const std::filesystem::path& data);

}  // namespace copper::hosts
