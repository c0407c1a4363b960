#include "hosts/lambda/runtime.h"

#include <cxxabi.h>
#include <malloc.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/json/json.h"
#include "platform/observe/log.h"

namespace copper::lambda {
namespace {

constexpr std::uint64_t kEventBytesMax = 16 << 20;  // 6 MB, and what JSON adds to them

http::Response call(const http::Handler& api, const std::string& method, const std::string& path, std::string body = {},
                    http::Headers headers = {}) {
  return api({.method = method,
              .target = "/2018-06-01/runtime/" + path,
              .headers = std::move(headers),
              .body = std::move(body)});
}

std::string type_of(const std::exception& error) {
  int status = 0;
  char* const name = abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status);
  const std::string type = status == 0 ? name : "Error";
  std::free(name);  // NOLINT(cppcoreguidelines-no-malloc): as __cxa_demangle wants it
  return type;
}

void post_error(const http::Handler& api, const std::string& path, const std::exception& error) {
  const std::string type = type_of(error);
  log::error("function failed", {{"type", type}, {"error", error.what()}});
  const json::Object body = {{"errorMessage", error.what()}, {"errorType", type}, {"stackTrace", json::Array()}};
  call(api, "POST", path, boost::json::serialize(body),
       {{"Content-Type", "application/json"}, {"Lambda-Runtime-Function-Error-Type", type}});
}

Invocation next(const http::Handler& api) {
  const http::Response response = call(api, "GET", "invocation/next");
  if (response.status != 200) {
    throw std::runtime_error("the Runtime API answers " + std::to_string(response.status) + " to a call for an event");
  }
  const std::string deadline(response.headers.get("Lambda-Runtime-Deadline-Ms"));
  return {.request_id = std::string(response.headers.get("Lambda-Runtime-Aws-Request-Id")),
          .event = response.body,
          .deadline = base::TimePoint(std::chrono::milliseconds(deadline.empty() ? 0 : std::stoll(deadline)))};
}

// Looks after the time of the event that is being answered. Events are answered on the loop's own thread: to hand each to
// another one and wait for it took a quarter of a small event's time. The watchdog sleeps through most of them, since the
// next event's deadline is later than the one it sleeps for.
class Watchdog {
 public:
  explicit Watchdog(std::function<void(const Invocation&)> give_up)
      : give_up_(std::move(give_up)), thread_([this] { watch(); }) {}
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
      changed_.notify_one();
    }
    thread_.join();
  }

  // `invocation` must stay until end().
  void begin(const Invocation& invocation) {
    const std::lock_guard lock(mutex_);
    current_ = &invocation;
    if (latest_of(invocation) < sleeps_until_) changed_.notify_one();
  }
  // False when it was given up: somebody else answers it, or has.
  bool end() {
    const std::lock_guard lock(mutex_);
    current_ = nullptr;
    return !has_given_up_;
  }

 private:
  static base::TimePoint latest_of(const Invocation& invocation) { return invocation.deadline - kReserve; }

  void watch() {
    std::unique_lock lock(mutex_);
    while (!is_over_) {
      if (current_ != nullptr && latest_of(*current_) <= base::system_now()) {
        has_given_up_ = true;
        const Invocation late = *current_;
        lock.unlock();
        give_up_(late);
        return;
      }
      sleeps_until_ = current_ != nullptr ? latest_of(*current_) : base::TimePoint::max();
      if (current_ != nullptr) {
        changed_.wait_until(lock, sleeps_until_);
      } else {
        changed_.wait(lock);  // the end of time is too far away to be compared with a clock of nanoseconds
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  const Invocation* current_ = nullptr;  // null between events
  base::TimePoint sleeps_until_ = base::TimePoint::max();
  bool has_given_up_ = false;
  bool is_over_ = false;
  const std::function<void(const Invocation&)> give_up_;
  std::thread thread_;  // the last: it uses all of these
};

void post_answer(const http::Handler& api, const Invocation& invocation, std::string answer) {
  const auto posted = call(api, "POST", "invocation/" + invocation.request_id + "/response", std::move(answer),
                           {{"Content-Type", "application/json"}});
  if (posted.status >= 400) {
    throw std::runtime_error("the Runtime API answers " + std::to_string(posted.status) + " to an answer");
  }
}

// Says so and ends, on the watchdog's thread.
void give_up(const http::Handler& api, const Function& function, const Invocation& invocation) try {
  log::error("function given up", {{"requestId", invocation.request_id}});
  post_answer(api, invocation, function.too_late(invocation));
} catch (const std::exception& error) {
  log::error("function failed", {{"error", error.what()}});
}

// False when the function did not end in time.
bool serve_one(const http::Handler& api, const Function& function, Watchdog& watchdog, const Invocation& invocation) {
  watchdog.begin(invocation);
  try {
    std::string answer = function.answer(invocation);
    if (!watchdog.end()) return false;
    post_answer(api, invocation, std::move(answer));
  } catch (const std::exception& error) {
    if (!watchdog.end()) return false;
    post_error(api, "invocation/" + invocation.request_id + "/error", error);
  }
  return true;
}

const char* address() {
  return std::getenv("AWS_LAMBDA_RUNTIME_API");  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
}

http::Handler runtime_api() {
  // Between two events a function may be frozen for hours: the wait for the next one has no end.
  return http::http_upstream({.name = "the Runtime API",
                              .base_url = std::string("http://") + address(),
                              .timeout = std::chrono::milliseconds(0),
                              .response_bytes_max = kEventBytesMax});
}

}  // namespace

bool is_here() {
  return address() != nullptr;
}

int run(const std::function<Function()>& make, const http::Handler& api, const std::function<void()>& end) {
  Function function;
  try {
    function = make();
  } catch (const std::exception& error) {
    post_error(api, "init/error", error);
    return 1;
  }
  Watchdog watchdog([&](const Invocation& invocation) {
    give_up(api, function, invocation);
    end();
  });
  while (serve_one(api, function, watchdog, next(api))) {
  }
  return 1;
}

void post_start_error(const std::exception& error) {
  post_error(runtime_api(), "init/error", error);
}

int run(const std::function<Function()>& make) {
  if (!is_here()) throw StartError("AWS_LAMBDA_RUNTIME_API is not set: this program runs on AWS Lambda.");
  // A function has its memory to itself: what one event's 6 MB took stays for the next, which would else pay for every page.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);   // NOLINT(concurrency-mt-unsafe): there is one thread yet
  mallopt(M_TRIM_THRESHOLD, 128 << 20);  // NOLINT(concurrency-mt-unsafe): as before
  // Nobody can stop what was given up, and it still uses what a return would destroy.
  return run(make, runtime_api(), [] { std::_Exit(1); });
}

}  // namespace copper::lambda
