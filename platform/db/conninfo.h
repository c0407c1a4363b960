// Connection strings of PostgreSQL (libpq §34.1.1).
#pragma once

#include <string>

namespace copper::db {

// `url` (postgresql://… or key=value pairs) as key=value pairs, with limits on how long connecting takes and
// how long a peer may stay silent, unless it sets its own. Throws StartError when it is malformed; the text
// itself, which may hold a password, is not repeated.
std::string connection_string(const std::string& url);

}  // namespace copper::db
