#include "platform/observe/log.h"

#include <poll.h>
#include <unistd.h>
#include <array>
#include <cstdio>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>

#include "platform/base/clock.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::log {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error", "off"};

std::atomic<Level> minimum{Level::info};
thread_local Scope* innermost = nullptr;

std::string_view name_of(Level level) {
  return kNames[static_cast<std::size_t>(level)];
}

void append(std::string& line, const Field& field) {
  line += line.empty() ? '{' : ',';
  line += boost::json::serialize(boost::json::string(field.name));
  line += ':';
  if (field.value.is_double()) {  // Boost.JSON would write 0.57 as 5.7E-1
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "%.2f", field.value.get_double());
    line += number.data();
    return;
  }
  line += boost::json::serialize(field.value);
}

// Bytes of a client may reach a log line; a reader of JSON must not stumble over them.
void make_ascii(std::string& line) {
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
}

// A reader that went away or stopped reading costs lines, never the service.
void write_whole(std::string_view line) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  while (!line.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, line.data(), line.size());
    if (written >= 0) {
      line.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      if (::poll(&ready, 1, 1000) <= 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace

void write_line(Level level, std::string_view event, Fields fields) {
  if (level < minimum.load(std::memory_order_relaxed)) return;
  try {
    std::string line;
    append(line, {"time", base::to_iso8601_millis(base::system_now())});
    append(line, {"level", name_of(level)});
    if (const Scope* scope = innermost) {
      append(line, {"service", scope->service_});
      if (!scope->request_id_.empty()) append(line, {"requestId", scope->request_id_});
      if (scope->trace_) append(line, {"traceId", scope->trace_->trace_id});
    }
    append(line, {"event", event});
    for (const Field& field : fields) append(line, field);
    line += "}\n";
    if (!base::is_utf8(line)) make_ascii(line);
    write_whole(line);
  } catch (...) {  // NOLINT(bugprone-empty-catch): out of memory; the caller's work matters more than its line
  }
}

void set_level(Level level) {
  minimum = level;
}

Level level_from(std::string_view name) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found != std::end(kNames)) return static_cast<Level>(found - std::begin(kNames));
  throw StartError("COPPER_LOG_LEVEL is '" + std::string(name) + "': it must be debug, info, warning, error or off.");
}

void debug(std::string_view event, Fields fields) {
  write_line(Level::debug, event, fields);
}
void info(std::string_view event, Fields fields) {
  write_line(Level::info, event, fields);
}
void warning(std::string_view event, Fields fields) {
  write_line(Level::warning, event, fields);
}
void error(std::string_view event, Fields fields) {
  write_line(Level::error, event, fields);
}

Scope::Scope(std::string service, std::string request_id, std::optional<trace::Context> trace)
    : service_(std::move(service)), request_id_(std::move(request_id)), trace_(std::move(trace)), outer_(innermost) {
  if (outer_ != nullptr && request_id_.empty()) request_id_ = outer_->request_id_;
  if (outer_ != nullptr && !trace_) trace_ = outer_->trace_;
  innermost = this;
}

Scope::~Scope() {
  innermost = outer_;
}

std::string_view Scope::current_request_id() {
  return innermost == nullptr ? std::string_view{} : innermost->request_id_;
}

std::optional<trace::Context> Scope::current_trace() {
  return innermost == nullptr ? std::nullopt : innermost->trace_;
}

void Scope::note_route(std::string_view pattern) {
  if (innermost != nullptr) innermost->route_ = pattern;
}

}  // namespace copper::log
