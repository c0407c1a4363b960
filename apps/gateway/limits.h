// How much of the API one client may use: budgets of their own for reading, searching and writing, so that a visitor
// who searches much can still read, and an upload does not stop at the limits of reading.
#pragma once

#include <optional>
#include <string_view>

#include "platform/base/clock.h"
#include "platform/http/rate_limit.h"

namespace copper::gateway {

struct Limits {
  std::optional<http::Budget> reading;    // GET, HEAD and OPTIONS
  std::optional<http::Budget> searching;  // whatever is_search, by any method
  std::optional<http::Budget> writing;    // other methods
  base::Clock clock = base::system_now;
};

// Calls of the search, the artist's among them.
bool is_search(std::string_view path);

// Refuses with Error too_many_requests. /storage is not limited: its addresses are signed, one for each permitted act.
http::Handler limited(const Limits& limits, http::Handler next);

}  // namespace copper::gateway
