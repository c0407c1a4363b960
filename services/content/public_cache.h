// What the public reads, kept as it was answered until the content changes (R10.1).
//
// Right under concurrent writes: an answer is kept with the revision its own statement saw, and given only while that is
// the newest one known. A write makes the new revision known after its commit and before its answer (content.cc), so
// whoever has heard of a change is never shown what was before. What another process writes is heard of within a second.
#pragma once

#include <atomic>

#include "platform/http/response_cache.h"

namespace copper::content {

class PublicCache {
 public:
  // Null when it must be asked anew. Never blocks.
  std::optional<http::Response> find(const http::Request& request) const;
  // The answer as it shall be sent, compressed for this client; kept when it is one that may be.
  http::Response keep(const http::Request& request, http::Response response);

  void revision_is(std::int64_t revision);
  void revision_is_unknown() { revision_ = kUnknown; }  // until it is known again, nothing is given

 private:
  static constexpr std::int64_t kUnknown = -1;

  http::ResponseCache answers_{{.entries = 5'000, .bytes = std::size_t{32} << 20}};
  std::atomic<std::int64_t> revision_ = kUnknown;
};

}  // namespace copper::content
