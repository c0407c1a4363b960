// Which sites' pages may call the API from a browser (Fetch standard, "CORS protocol"): the configured origins only,
// never a wildcard.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/handler.h"

namespace copper::gateway {

using Origins = std::vector<std::string>;

// "https://studio.example, https://other.example". Throws StartError naming the key and what it accepts.
Origins parse_origins(std::string_view key, std::string_view text);

// Answers the preflights of known origins; other requests go on.
http::Handler with_preflight(Origins origins, http::Handler next);

// Lets known origins read every answer. Outside the error handling, so that they can read errors as well.
http::Handler readable_by(Origins origins, http::Handler next);

}  // namespace copper::gateway
