#include "hosts/lambda/runtime.h"

#include <cxxabi.h>

#include <condition_variable>
#include <cstdlib>
#include <future>
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
          .event = response.body.text(),
          .deadline = base::TimePoint(std::chrono::milliseconds(deadline.empty() ? 0 : std::stoll(deadline)))};
}

// Answers events on a thread of its own; to start one for each took a quarter of a small event's time. Whoever gives up an
// answer leaves the thread and what it needs behind.
class Worker {
 public:
  Worker() {
    std::thread([state = state_] {
      for (;;) {
        std::unique_lock lock(state->mutex);
        state->changed.wait(lock, [&] { return state->is_over || state->task.valid(); });
        if (state->is_over) return;
        auto task = std::move(state->task);
        lock.unlock();
        task();
      }
    }).detach();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    const std::lock_guard lock(state_->mutex);
    state_->is_over = true;
    state_->changed.notify_one();
  }

  // nullopt: it is too late, and the thread is lost.
  std::optional<std::string> in_time(const Function& function, const Invocation& invocation) {
    std::packaged_task<std::string()> task([answer = function.answer, invocation] { return answer(invocation); });
    auto answer = task.get_future();
    {
      const std::lock_guard lock(state_->mutex);
      state_->task = std::move(task);
      state_->changed.notify_one();
    }
    if (answer.wait_until(invocation.deadline - kReserve) == std::future_status::timeout) return std::nullopt;
    return answer.get();
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::packaged_task<std::string()> task;  // not valid when there is none
    bool is_over = false;
  };
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

// False when the function did not end.
bool serve_one(const http::Handler& api, const Function& function, Worker& worker, const Invocation& invocation) {
  const std::string path = "invocation/" + invocation.request_id;
  std::optional<std::string> answer;
  try {
    answer = worker.in_time(function, invocation);
    const bool is_late = !answer;
    if (is_late) log::error("function given up", {{"requestId", invocation.request_id}});
    const auto posted = call(api, "POST", path + "/response", is_late ? function.too_late(invocation) : *answer,
                             {{"Content-Type", "application/json"}});
    if (posted.status >= 400) {
      throw std::runtime_error("the Runtime API answers " + std::to_string(posted.status) + " to an answer");
    }
    return !is_late;
  } catch (const std::exception& error) {
    post_error(api, path + "/error", error);
    return true;
  }
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

int run(const std::function<Function()>& make, const http::Handler& api) {
  Function function;
  try {
    function = make();
  } catch (const std::exception& error) {
    post_error(api, "init/error", error);
    return 1;
  }
  Worker worker;
  while (serve_one(api, function, worker, next(api))) {
  }
  return 1;
}

void post_start_error(const std::exception& error) {
  post_error(runtime_api(), "init/error", error);
}

int run(const std::function<Function()>& make) {
  if (!is_here()) throw StartError("AWS_LAMBDA_RUNTIME_API is not set: this program runs on AWS Lambda.");
  const int status = run(make, runtime_api());
  std::_Exit(status);  // a thread that was given up still uses what a return would destroy
}

}  // namespace copper::lambda
