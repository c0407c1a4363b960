// Work that must be done without anybody asking, on a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "platform/observe/log.h"

namespace copper::hosts {

// Does `work` every second until it is destroyed; a failure is logged and the next round comes.
class EverySecond {
 public:
  EverySecond(std::string name, std::function<void()> work)
      : thread_([this, name = std::move(name), work = std::move(work)] {
          const log::Scope scope(name, "");
          while (!stopping_) {
            try {
              work();
            } catch (const std::exception& error) {
              log::warning("round failed", {{"error", error.what()}});
            }
            for (int i = 0; i < 20 && !stopping_; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
          }
        }) {}
  ~EverySecond() {
    stopping_ = true;
    thread_.join();
  }
  EverySecond(const EverySecond&) = delete;
  EverySecond& operator=(const EverySecond&) = delete;

 private:
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace copper::hosts
