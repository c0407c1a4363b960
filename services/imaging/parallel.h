// A handful of independent pieces of work, side by side.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>
#include <vips/vips8>

namespace copper::imaging {

// How many threads 0 stands for: one per core.
inline unsigned threads_of(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

// Calls work(0) to work(count - 1), begun in this order, on `threads` threads (0: one per core), the caller's
// among them. When all are done, rethrows the first exception.
template <class Work>
void in_parallel(std::size_t count, unsigned threads, Work work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> failures(count);
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < threads_of(threads) && i < count; ++i) {
      helpers.emplace_back([&] {
        run();
        vips_thread_shutdown();
      });
    }
    run();
  }
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

// Memory that pieces of work side by side share.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : left_(bytes), bytes_(bytes) {}

  // Calls work() once its bytes are free; work that wants more than there are has all of them.
  template <class Work>
  void spend(std::size_t bytes, Work work) {
    const Share share(*this, std::min(bytes, bytes_));
    work();
  }

 private:
  class Share {
   public:
    Share(MemoryBudget& budget, std::size_t bytes) : budget_(budget), bytes_(bytes) {
      std::unique_lock lock(budget_.mutex_);
      budget_.given_back_.wait(lock, [this] { return bytes_ <= budget_.left_; });
      budget_.left_ -= bytes_;
    }
    ~Share() {
      const std::lock_guard lock(budget_.mutex_);
      budget_.left_ += bytes_;
      budget_.given_back_.notify_all();
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

   private:
    MemoryBudget& budget_;
    std::size_t bytes_;
  };

  std::mutex mutex_;
  std::condition_variable given_back_;
  std::size_t left_;
  const std::size_t bytes_;
};

}  // namespace copper::imaging
