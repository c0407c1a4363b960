// Numbered migrations: schema/0001_name.sql … , each in one transaction, under an advisory lock.
#pragma once

#include <span>
#include <string>

#include "platform/base/embedded.h"

namespace copper::db {

// Applies what is missing, in order; returns how many. Several programs may call it at once: one works, the
// others wait for it. What was applied is kept in the table schema_migration.
//
// Throws StartError when the database cannot be reached, with the file and PostgreSQL's message when a
// migration fails (it leaves nothing behind, those before it stay), when an applied file was changed since,
// and when the database holds migrations that this program does not know.
int migrate(const std::string& url, std::span<const base::EmbeddedFile> files);

}  // namespace copper::db
