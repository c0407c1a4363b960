// The process's metrics as log lines that CloudWatch makes metrics of, where nobody can read /metrics ("Specification:
// Embedded metric format", Amazon CloudWatch User Guide).
#pragma once

#include <string>

namespace copper::metrics {

// Logs the requests answered since the last time, a line for each service, method, route and status: the metrics
// Requests, Faults (answered 5xx) and Milliseconds (their mean), in the namespace Copper with the one dimension
// `function`. What else the line says is for searching: each value of a dimension would be a metric to pay for.
void log_requests(const std::string& function);

}  // namespace copper::metrics
