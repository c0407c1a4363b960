// What this process has done, in Prometheus' text format, version 0.0.4.
//
// The requests of every part in the process are counted in one place, by service, method, route and status. Labels are
// few by construction: a route is a Router's pattern, never a path.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace copper::metrics {

struct RequestLabels {
  std::string service;
  std::string method;  // methods that HTTP does not define count as OTHER
  std::string route;   // empty when none served the request
  int status;

  bool operator<(const RequestLabels& other) const {
    return std::tie(service, method, route, status) < std::tie(other.service, other.method, other.route, other.status);
  }
};

class Requests {
 public:
  void record(RequestLabels labels, std::chrono::duration<double> took);
  // copper_requests_total and the histogram copper_request_seconds.
  std::string text() const;

  // What was counted since the last call of take(), and begins anew: for a process that tells it by itself
  // (embedded_metrics.h) instead of being asked.
  struct Total {
    RequestLabels labels;
    std::uint64_t count;
    double seconds;
  };
  std::vector<Total> take();

 private:
  // Upper bounds in seconds; what takes longer counts in the sum and in +Inf only.
  static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};
  struct Series {
    std::array<std::uint64_t, kBounds.size()> within{};  // each bound counts what the smaller ones count
    std::uint64_t count = 0;
    double seconds = 0;
  };

  mutable std::mutex mutex_;
  std::map<RequestLabels, Series> series_;
};

// The process's own.
Requests& requests();

// Counts what an endpoint's Lookup answered (platform/http/handler.h), which nobody observes: copper_lookups_total. The
// count lives as long as the process.
std::atomic<std::uint64_t>& lookups(const std::string& endpoint);

// All of these, and process_resident_memory_bytes.
std::string text();

}  // namespace copper::metrics
