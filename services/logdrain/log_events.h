// Log lines as events of CloudWatch Logs, in batches that PutLogEvents takes (Amazon CloudWatch Logs API Reference).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/logdrain/frames.h"

namespace copper::logdrain {

struct LogEvent {
  base::TimePoint time;
  std::string message;  // one JSON object, UTF-8
};

// A line that is a JSON object, as our programs write them, stays as it is. Anything else becomes one of the same form:
// time, level, service ("heroku/router"), requestId where Heroku's router names it, and the text as the event. Lines of
// more than 32 KiB are cut.
LogEvent event_of(const Line& line);

// In the order of time; what happened at the same time stays in its order. A batch has at most 10,000 events, 1 MiB (26
// bytes are added for each), and events of one day.
std::vector<std::vector<LogEvent>> batches_of(std::vector<LogEvent> events);

}  // namespace copper::logdrain
