#include "platform/http/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "platform/base/error.h"
#include "platform/http/client_key.h"

namespace copper::http {
namespace {

constexpr double kPerSecondMin = 0.001;
constexpr double kMax = 1e6;
constexpr double kRounding = 1e-9;

// Takes a number off the front of `text`.
std::optional<double> number_at(std::string_view& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

std::optional<Budget> parse_budget(std::string_view key, std::string_view text) {
  if (text == "off") return std::nullopt;
  constexpr std::string_view kBetween = "/s burst ";
  std::string_view rest = text;
  const auto per_second = number_at(rest);
  if (per_second && rest.starts_with(kBetween)) {
    rest.remove_prefix(kBetween.size());
    const auto burst = number_at(rest);
    if (burst && rest.empty() && *per_second >= kPerSecondMin && *per_second <= kMax && *burst >= 1 && *burst <= kMax) {
      return Budget{*per_second, *burst};
    }
  }
  throw StartError(std::string(key) + " is '" + std::string(text) +
                   "': it must be requests a second and how many at once, as in 50/s burst 500, or off.");
}

RateLimiter::RateLimiter(Budget budget, base::Clock clock, std::size_t clients_max)
    : budget_(budget), clock_(std::move(clock)), clients_max_(clients_max) {}

std::optional<std::chrono::seconds> RateLimiter::take(std::string_view address) {
  std::string key = client_key(address);
  const base::TimePoint now = clock_();
  const std::lock_guard lock(mutex_);
  Client& found = client(std::move(key), now);
  // The system's clock may be set back.
  const std::chrono::duration<double> rest = std::max(now - found.counted_at, base::TimePoint::duration::zero());
  found.tokens = std::min(budget_.burst, found.tokens + rest.count() * budget_.per_second);
  found.counted_at = now;
  if (found.tokens >= 1 - kRounding) {
    found.tokens -= 1;
    return std::nullopt;
  }
  const std::chrono::duration<double> wait((1 - found.tokens) / budget_.per_second);
  return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1));
}

RateLimiter::Client& RateLimiter::client(std::string key, base::TimePoint now) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    clients_.splice(clients_.end(), clients_, known->second);
    return clients_.back();
  }
  if (clients_.size() >= clients_max_) {
    by_key_.erase(clients_.front().key);
    clients_.pop_front();
  }
  clients_.push_back({std::move(key), budget_.burst, now});
  by_key_.emplace(clients_.back().key, std::prev(clients_.end()));
  return clients_.back();
}

Handler rate_limited(LimiterOf limiter_of, Handler next) {
  return [limiter_of = std::move(limiter_of), next = std::move(next)](const Request& request) {
    RateLimiter* limiter = request.client_address.empty() ? nullptr : limiter_of(request);
    if (limiter == nullptr) return next(request);
    const auto wait = limiter->take(request.client_address);
    if (!wait) return next(request);
    throw Error(ErrorCode::too_many_requests, "Too many requests. Try again in " + std::to_string(wait->count()) +
                                                  (wait->count() == 1 ? " second." : " seconds."))
        .retry_after(*wait);
  };
}

}  // namespace copper::http
