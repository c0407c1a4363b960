#include "platform/observe/embedded_metrics.h"

#include "platform/base/clock.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"

namespace copper::metrics {
namespace {

namespace json = boost::json;

json::object directive() {
  const auto metric = [](const char* name, const char* unit) { return json::object{{"Name", name}, {"Unit", unit}}; };
  return {{"Timestamp", base::system_now().time_since_epoch().count()},
          {"CloudWatchMetrics",
           json::array{json::object{{"Namespace", "Copper"},
                                    {"Dimensions", json::array{json::array{"function"}}},
                                    {"Metrics", json::array{metric("Requests", "Count"), metric("Faults", "Count"),
                                                            metric("Milliseconds", "Milliseconds")}}}}}};
}

}  // namespace

void log_requests(const std::string& function) {
  for (const auto& [labels, count, seconds] : requests().take()) {
    const log::Scope scope(labels.service, "");
    log::info("metrics", {{"_aws", directive()},
                          {"function", function},
                          {"method", labels.method},
                          {"route", labels.route},
                          {"status", labels.status},
                          {"Requests", count},
                          {"Faults", labels.status >= 500 ? count : 0},
                          {"Milliseconds", seconds * 1000 / static_cast<double>(count)}});
  }
}

}  // namespace copper::metrics
