// Percent-encoding (RFC 3986) and the parts of an http URL.
#pragma once

#include <string>
#include <string_view>

namespace copper::http {

// Everything but unreserved characters becomes %XX; `keep` names further characters to leave, e.g. "/".
std::string percent_encode(std::string_view text, std::string_view keep = {});

// Malformed escapes stay as they are. `plus_is_space` for forms and queries.
std::string percent_decode(std::string_view text, bool plus_is_space = false);

struct Url {
  std::string origin;  // http://host:port
  std::string path;    // without a trailing slash; empty for the root
};

// An absolute http or https URL; throws std::invalid_argument otherwise.
Url parse_url(std::string_view url);

}  // namespace copper::http
