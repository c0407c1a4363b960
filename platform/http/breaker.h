// Spares a part that is down, and those who ask it: after some failures it is not asked for a while.
//
// A failure is a thrown Error unavailable or an answer 502, 503 or 504. After `failures` of them within `window` the
// breaker opens and answers 503 with Retry-After at once. After `open_for` one request is let through as a probe: what
// becomes of it closes the breaker or keeps it open as long again. Opening and closing are logged once each.
#pragma once

#include <chrono>
#include <string>

#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::http {

struct BreakerOptions {
  std::string name;  // in the log: "content, public reads"
  std::size_t failures = 5;
  std::chrono::seconds window{10};
  // Short: a probe is cheap, and who waits for the part to come back should not wait for us.
  std::chrono::seconds open_for{1};
  base::Clock clock = base::system_now;
};

Handler circuit_breaker(BreakerOptions options, Handler next);

}  // namespace copper::http
