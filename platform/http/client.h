// The other side of the wire as a Handler.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "platform/http/handler.h"

namespace copper::http {

struct UpstreamOptions {
  std::string name;      // in messages: "the content service"
  std::string base_url;  // http://127.0.0.1:8085; request targets are appended
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds timeout{30000};
  int retries_max = 2;                          // GET and HEAD only, after a failed connection
  std::chrono::seconds stall_time_max{0};       // no byte sent or received; 0: as long as `timeout`
  std::uint64_t response_bytes_max = 16 << 20;  // larger answers are an error
  std::filesystem::path spool_directory;        // answers above 1 MiB lie there in an unnamed file; empty: in memory
  std::function<void(Request&)> sign;           // called on a copy just before sending, e.g. SigV4
};

// Sends each request to base_url and returns what comes back; connections are kept and reused. Passes X-Request-Id
// and traceparent on. Of an answer to HEAD, Content-Length is kept. Throws Error unavailable when the upstream cannot be reached or does not answer in time.
Handler http_upstream(UpstreamOptions options);

}  // namespace copper::http
