#include "hosts/edge.h"

namespace copper::hosts {
namespace {

std::optional<http::Budget> budget(const Config& config, const std::string& name, std::string_view fallback) {
  const std::string key = "RATE_LIMIT_" + name;
  return http::parse_budget("COPPER_" + key, config.text(key, fallback));
}

}  // namespace

Edge edge_from(const Config& config, const std::string& origins) {
  // Far above what people and their browsers do; enough against programs that ask without end.
  return {.limits = {.reading = budget(config, "READING", "50/s burst 500"),
                     .searching = budget(config, "SEARCHING", "10/s burst 50"),
                     .writing = budget(config, "WRITING", "20/s burst 400")},
          .login_budget = budget(config, "LOGIN", "1/s burst 30"),
          .allowed_origins = gateway::parse_origins("COPPER_ALLOWED_ORIGINS", config.text("ALLOWED_ORIGINS", origins)),
          .behind_proxy = config.flag("BEHIND_PROXY", false),
          .metrics_token = config.text("METRICS_TOKEN", "")};
}

}  // namespace copper::hosts
