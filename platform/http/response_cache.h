// Whole answers, compressed and ready (R10.1). Looked up on the I/O thread; bounded in number and bytes.
//
// An entry belongs to a content revision. find() gives it only for that revision; find_stale() whatever its age, for the
// time the backend is down.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/http/encoding.h"

namespace copper::http {

struct ResponseCacheLimits {
  std::size_t entries = 20'000;
  std::size_t bytes = std::size_t{128} << 20;
};

class ResponseCache {
 public:
  explicit ResponseCache(ResponseCacheLimits limits = {}) : limits_(limits) {}

  // Does not block: an answer that is being put in at this very moment is not found.
  std::optional<Response> find(const std::string& key, std::int64_t revision, std::string_view accept_encoding) const;
  std::optional<Response> find_stale(const std::string& key, std::string_view accept_encoding) const;

  // Replaces the key's entry; makes room by dropping the entries longest unused.
  void insert(const std::string& key, std::int64_t revision, std::shared_ptr<const Encodings> page);
  void erase(const std::string& key);
  // Every entry of an earlier revision: something in them was withdrawn and must not be shown again.
  void erase_before(std::int64_t revision);

  std::size_t size() const;
  std::size_t bytes() const;

 private:
  struct Entry {
    std::shared_ptr<const Encodings> page;
    std::int64_t revision;
    mutable std::atomic<std::uint64_t> used;
  };
  using Entries = std::unordered_map<std::string, std::unique_ptr<Entry>>;

  void drop(Entries::iterator entry);
  void make_room();

  ResponseCacheLimits limits_;
  mutable std::shared_mutex mutex_;
  mutable std::atomic<std::uint64_t> turn_ = 0;  // grows with every hit: the clock of "longest unused"
  Entries entries_;
  std::size_t bytes_ = 0;
};

}  // namespace copper::http
