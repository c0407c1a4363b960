#include "services/imaging/imaging.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/router.h"
#include "platform/json/json.h"
#include "platform/observe/log.h"

namespace copper::imaging {
namespace {

// Ends the process when the scope takes too long.
class TimeLimit {
 public:
  explicit TimeLimit(std::chrono::seconds limit) { ::alarm(static_cast<unsigned>(limit.count())); }
  ~TimeLimit() { ::alarm(0); }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;
};

http::Response queue_is_full() {
  http::Response response = http::error_response(
      Error(ErrorCode::too_many_requests, "The image service is busy. Ask again in a few seconds."));
  response.headers.set("Retry-After", "5");
  return response;
}

// Whether there were any.
bool remove_versions(storage::BlobStore& store, const std::string& base_image_id) {
  bool found = false;
  for (const std::string& prefix : {base_image_id + "/", "public/" + base_image_id + "/"}) {
    for (const auto& blob : store.list(storage::Area::images, prefix)) {
      store.remove(storage::Area::images, blob.key);
      found = true;
    }
  }
  return found;
}

http::Response accepted(const std::string& base_image_id) {
  return json::response(202, {{"baseImageId", base_image_id}, {"message", "The image is being processed."}});
}

// Makes the picture and calls back. Nobody waits for one that was removed while it was being made.
void work_off(const Job& job, const ImagingOptions& options, const Wait& wait, const std::function<bool()>& removed) {
  json::Object report;
  {
    const TimeLimit limit(options.processing_time_max);
    report = run(job, options.store, options.settings, options.retries, wait);
  }
  if (removed())
    remove_versions(options.store, job.base_image_id);
  else
    call_back(job, report, options.content, options.retries, wait);
}

using Accept = std::function<http::Response(Job)>;
using Remove = std::function<bool(const std::string& base_image_id)>;  // whether there were any versions

http::Handler routes(storage::BlobStore& store, Accept accept, Remove remove) {
  http::Router router;
  router.on("POST", "/api/v1/process",
            [accept = std::move(accept)](const http::Request& request) { return accept(read_job(request)); });
  router.on("DELETE", "/api/v1/images/{baseImageId:uuid}",
            [remove = std::move(remove)](const http::Request& request) -> http::Response {
              const std::string& id = request.parameter("baseImageId");
              if (!remove(id)) throw Error(ErrorCode::not_found, "There are no versions of image " + id + ".");
              return {.status = 204};
            });
  router.on("GET", "/healthz", [](const http::Request&) { return json::response(200, {{"status", "up"}}); });
  router.on("GET", "/readyz", [&store](const http::Request&) {
    if (store.healthy()) return json::response(200, {{"status", "ready"}});
    throw Error(ErrorCode::unavailable, "The picture storage does not answer.");
  });
  return router;
}

void start(const ImagingOptions& options) {
  start_engine();
  load_font(options.settings.font_file);
}

}  // namespace

// The orders, and the one thread that works them off: encoding a picture uses every core already.
class Imaging::Queue {
 public:
  explicit Queue(ImagingOptions options) : options_(std::move(options)), worker_([this] { work(); }) {}
  ~Queue() { stop(); }

  http::Response accept(Job job) {
    const std::string id = job.base_image_id;
    const std::lock_guard lock(mutex_);
    if (!has(job)) {
      // A newer attempt takes the place of an older one that still waits: one of them is enough.
      std::erase_if(waiting_, [&](const Job& other) { return other.base_image_id == id; });
      if (waiting_.size() >= options_.queue_max) return queue_is_full();
      waiting_.push_back(std::move(job));
      changed_.notify_all();
    }
    return accepted(id);
  }

  bool remove(const std::string& base_image_id) {
    bool found = false;
    {
      const std::lock_guard lock(mutex_);
      found = std::erase_if(waiting_, [&](const Job& job) { return job.base_image_id == base_image_id; }) > 0;
      if (current_ && current_->base_image_id == base_image_id) found = current_is_removed_ = true;
    }
    return remove_versions(options_.store, base_image_id) || found;
  }

  storage::BlobStore& store() const { return options_.store; }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      waiting_.clear();
      changed_.notify_all();
    }
    if (worker_.joinable()) worker_.join();
  }

 private:
  static bool same(const Job& a, const Job& b) {
    return a.base_image_id == b.base_image_id && a.callback_token == b.callback_token;
  }

  bool has(const Job& job) const {
    return (current_ && same(*current_, job)) ||
           std::any_of(waiting_.begin(), waiting_.end(), [&](const Job& other) { return same(other, job); });
  }

  bool next() {
    std::unique_lock lock(mutex_);
    current_.reset();
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return false;
    current_ = std::move(waiting_.front());
    current_is_removed_ = false;
    waiting_.pop_front();
    return true;
  }

  bool current_is_removed() {
    const std::lock_guard lock(mutex_);
    return current_is_removed_;
  }

  bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stopping_; });
  }

  void work() {
    while (next()) {
      const Job job = *current_;
      const log::Scope scope("imaging", job.request_id, job.trace);
      const Wait patience = [this](std::chrono::milliseconds time) { return wait(time); };
      try {
        work_off(job, options_, patience, [this] { return current_is_removed(); });
      } catch (const Stopped&) {
        log::info("picture left for the next process", {{"baseImageId", job.base_image_id}});
      }
    }
    vips_thread_shutdown();
  }

  const ImagingOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  std::optional<Job> current_;  // written by the worker only
  bool current_is_removed_ = false;
  bool stopping_ = false;
  std::thread worker_;  // last: it uses the rest
};

Imaging::Imaging(ImagingOptions options) {
  start(options);
  queue_ = std::make_unique<Queue>(std::move(options));
}

Imaging::~Imaging() = default;

void Imaging::stop() {
  queue_->stop();
}

http::Handler Imaging::handler() {
  Queue* queue = queue_.get();
  return routes(
      queue->store(), [queue](Job job) { return queue->accept(std::move(job)); },
      [queue](const std::string& id) { return queue->remove(id); });
}

http::Handler at_once(ImagingOptions options) {
  start(options);
  storage::BlobStore& store = options.store;
  const auto sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
    return true;
  };
  return routes(
      store,
      [options = std::move(options), sleep](const Job& job) {
        work_off(job, options, sleep, [] { return false; });
        vips_thread_shutdown();
        return accepted(job.base_image_id);
      },
      [&store](const std::string& id) { return remove_versions(store, id); });
}

}  // namespace copper::imaging
