#include "platform/observe/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace copper::metrics {
namespace {

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string text_of(const RequestLabels& labels) {
  return "service=\"" + escaped(labels.service) + "\",method=\"" + escaped(labels.method) + "\",route=\"" +
         escaped(labels.route) + "\",status=\"" + std::to_string(labels.status) + "\"";
}

void append(std::string& out, std::string_view name, std::string_view labels, std::string_view value) {
  out.append(name).append("{").append(labels).append("} ").append(value).append("\n");
}

std::uint64_t resident_bytes() {
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

struct Lookups {
  std::mutex mutex;
  std::map<std::string, std::atomic<std::uint64_t>> counts;  // a map's elements stay where they are
};

Lookups& all_lookups() {
  static Lookups all;
  return all;
}

std::string lookups_text() {
  std::string out =
      "# HELP copper_lookups_total Requests answered from a cache, before anything else was asked.\n"
      "# TYPE copper_lookups_total counter\n";
  Lookups& all = all_lookups();
  const std::lock_guard lock(all.mutex);
  for (const auto& [endpoint, count] : all.counts) {
    append(out, "copper_lookups_total", "endpoint=\"" + escaped(endpoint) + "\"", std::to_string(count));
  }
  return out;
}

}  // namespace

void Requests::record(RequestLabels labels, std::chrono::duration<double> took) {
  constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};
  if (std::ranges::find(kMethods, labels.method) == kMethods.end()) labels.method = "OTHER";
  const double seconds = took.count();
  const std::lock_guard lock(mutex_);
  Series& series = series_[std::move(labels)];
  for (std::size_t i = 0; i < kBounds.size(); ++i) series.within[i] += seconds <= kBounds[i] ? 1 : 0;
  ++series.count;
  series.seconds += seconds;
}

std::string Requests::text() const {
  std::string counts =
      "# HELP copper_requests_total Requests answered.\n"
      "# TYPE copper_requests_total counter\n";
  std::string times =
      "# HELP copper_request_seconds Time from a request's arrival at the part to its answer.\n"
      "# TYPE copper_request_seconds histogram\n";
  const std::lock_guard lock(mutex_);
  for (const auto& [key, series] : series_) {
    const std::string labels = text_of(key);
    const std::string count = std::to_string(series.count);
    append(counts, "copper_requests_total", labels, count);
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      append(times, "copper_request_seconds_bucket", labels + ",le=\"" + number(kBounds[i]) + "\"",
             std::to_string(series.within[i]));
    }
    append(times, "copper_request_seconds_bucket", labels + ",le=\"+Inf\"", count);
    append(times, "copper_request_seconds_sum", labels, number(series.seconds));
    append(times, "copper_request_seconds_count", labels, count);
  }
  return counts + times;
}

std::vector<Requests::Total> Requests::take() {
  const std::lock_guard lock(mutex_);
  std::vector<Total> totals;
  for (const auto& [labels, series] : series_) totals.push_back({labels, series.count, series.seconds});
  series_.clear();
  return totals;
}

Requests& requests() {
  static Requests one;
  return one;
}

std::atomic<std::uint64_t>& lookups(const std::string& endpoint) {
  Lookups& all = all_lookups();
  const std::lock_guard lock(all.mutex);
  return all.counts[endpoint];
}

std::string text() {
  return requests().text() + lookups_text() +
         "# HELP process_resident_memory_bytes Resident memory of this process.\n"
         "# TYPE process_resident_memory_bytes gauge\n"
         "process_resident_memory_bytes " +
         std::to_string(resident_bytes()) + "\n";
}

}  // namespace copper::metrics
