// What stands between the world and the parts: limits, origins, proxy and metrics, as the configuration says.
#pragma once

#include <optional>
#include <string>

#include "apps/gateway/cors.h"
#include "apps/gateway/limits.h"
#include "platform/config/config.h"
#include "platform/http/rate_limit.h"

namespace copper::hosts {

struct Edge {
  gateway::Limits limits;
  std::optional<http::Budget> login_budget;
  gateway::Origins allowed_origins;
  bool behind_proxy;
  std::string metrics_token;  // empty: none
};

// Reads COPPER_RATE_LIMIT_READING, _SEARCHING, _WRITING and _LOGIN, COPPER_ALLOWED_ORIGINS, COPPER_BEHIND_PROXY and
// COPPER_METRICS_TOKEN. `origins` are allowed unless others are named. Throws StartError naming the key and what it
// accepts.
Edge edge_from(const Config& config, const std::string& origins);

}  // namespace copper::hosts
