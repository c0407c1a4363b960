// The body of a Heroku log drain's post: syslog messages, each with its length before it (RFC 6587 §3.4.1). They are
// those of RFC 5424 but for the structured data, which Heroku leaves out:
//
//   83 <40>1 2026-11-30T06:45:29.123456+00:00 host app web.3 - State changed from starting to up
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/base/clock.h"

namespace copper::logdrain {

struct Line {
  base::TimePoint time;
  std::string_view level;  // as in our own logs, from the syslog severity
  std::string source;      // "app" for what a dyno writes, "heroku" for what is said of it
  std::string dyno;        // "web.3", "router"
  std::string text;        // without the line feed at its end
};

// Every byte of a message arrives as text at least: one that is not understood is a line of source "heroku" and the time
// `now`. Throws Error bad_request when the lengths do not fit the body.
std::vector<Line> read_frames(std::string_view body, base::TimePoint now);

}  // namespace copper::logdrain
