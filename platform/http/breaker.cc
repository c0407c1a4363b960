#include "platform/http/breaker.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/observe/log.h"

namespace copper::http {
namespace {

bool is_failure(const Response& response) {
  return response.status == 502 || response.status == 503 || response.status == 504;
}

class Breaker {
 public:
  explicit Breaker(BreakerOptions options) : options_(std::move(options)) {}

  enum class Pass { normal, probe, refused };

  Pass enter() {
    const std::lock_guard lock(mutex_);
    if (!open_until_) return Pass::normal;
    if (probing_ || options_.clock() < *open_until_) return Pass::refused;
    probing_ = true;
    return Pass::probe;
  }

  void leave(Pass pass, bool failed) {
    const std::lock_guard lock(mutex_);
    const base::TimePoint now = options_.clock();
    if (pass == Pass::probe) {
      probing_ = false;
      failed ? open(now) : close();
    } else if (failed && !open_until_) {  // what began before the breaker opened tells nothing new
      failed_at_.push_back(now);
      while (failed_at_.front() < now - options_.window) failed_at_.pop_front();
      if (failed_at_.size() < options_.failures) return;
      open(now);
      log::warning("circuit breaker opened", {{"breaker", options_.name}, {"failures", failed_at_.size()}});
    }
  }

  // Until the next probe, in whole seconds.
  std::chrono::seconds wait() {
    const std::lock_guard lock(mutex_);
    const auto left = open_until_ ? *open_until_ - options_.clock() : base::TimePoint::duration::zero();
    return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds(1));
  }

 private:
  void open(base::TimePoint now) { open_until_ = now + options_.open_for; }

  void close() {
    open_until_.reset();
    failed_at_.clear();
    log::info("circuit breaker closed", {{"breaker", options_.name}});
  }

  const BreakerOptions options_;
  std::mutex mutex_;
  std::deque<base::TimePoint> failed_at_;  // while closed, within the window
  std::optional<base::TimePoint> open_until_;
  bool probing_ = false;
};

// Answered, not thrown: one log line for each would bury the one that says why.
Response refusal(std::chrono::seconds wait) {
  return error_response(
      Error(ErrorCode::unavailable, "A part of the gallery is not answering. Please try again in a moment.")
          .retry_after(wait));
}

}  // namespace

Handler circuit_breaker(BreakerOptions options, Handler next) {
  return [breaker = std::make_shared<Breaker>(std::move(options)), next = std::move(next)](const Request& request) {
    const auto pass = breaker->enter();
    if (pass == Breaker::Pass::refused) return refusal(breaker->wait());
    try {
      Response response = next(request);
      breaker->leave(pass, is_failure(response));
      return response;
    } catch (const Error& error) {
      breaker->leave(pass, error.code() == ErrorCode::unavailable);
      throw;
    } catch (...) {
      breaker->leave(pass, false);  // a fault in one answer, from a part that answers
      throw;
    }
  };
}

}  // namespace copper::http
