// A handful of independent pieces of work, side by side.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
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

}  // namespace copper::imaging
