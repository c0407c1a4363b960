// GET /metrics beside a part's own routes, for those who run the gallery.
#pragma once

#include <string>

#include "platform/http/handler.h"

namespace copper::http {

// Shows metrics::text() of this process to programs on the same machine that no proxy stands before, and to bearers of
// `token` (none when it is empty). For everybody else there is no such page: the request goes to `next`.
Handler with_metrics(std::string token, Handler next);

}  // namespace copper::http
