// How often one client may ask (R1.4, R0.3): a token bucket per client.
//
//   const auto budget = parse_budget("COPPER_RATE_LIMIT_READING", "50/s burst 500");
//   RateLimiter reading(*budget);
//   if (const auto wait = reading.take(request.client_address)) …   // refused; to be tried again after *wait
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::http {

struct Budget {
  double per_second;  // in the long run
  double burst;       // at once, after a rest
};

// "50/s burst 500", or "off": nullopt. Throws StartError naming the key and what it accepts.
std::optional<Budget> parse_budget(std::string_view key, std::string_view text);

// Safe to use from many threads.
class RateLimiter {
 public:
  // Remembers `clients_max` clients and forgets the longest silent first, who starts anew with a full bucket.
  explicit RateLimiter(Budget budget, base::Clock clock = base::system_now, std::size_t clients_max = 20'000);

  // Takes one from the client's bucket, or says how long to wait (at least a second). Clients are told apart by
  // client_key(address).
  std::optional<std::chrono::seconds> take(std::string_view address);

 private:
  struct Client {
    std::string key;
    double tokens;
    base::TimePoint counted_at;
  };

  Client& client(std::string key, base::TimePoint now);

  const Budget budget_;
  const base::Clock clock_;
  const std::size_t clients_max_;
  std::mutex mutex_;
  std::list<Client> clients_;  // the longest silent first
  std::unordered_map<std::string_view, std::list<Client>::iterator> by_key_;
};

// Refuses with Error too_many_requests what is beyond the budget that `limiter_of` names for a request; null is for
// requests that are not counted. Calls without a client address come from within and are never counted.
using LimiterOf = std::function<RateLimiter*(const Request&)>;
Handler rate_limited(LimiterOf limiter_of, Handler next);

}  // namespace copper::http
