#include "platform/http/response_cache.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace copper::http {

std::optional<Response> ResponseCache::find(const std::string& key, std::int64_t revision,
                                            std::string_view accept_encoding) const {
  const std::shared_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return std::nullopt;
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second->revision != revision) return std::nullopt;
  found->second->used.store(turn_.fetch_add(1, std::memory_order_relaxed), std::memory_order_relaxed);
  return choose(*found->second->page, accept_encoding);
}

std::optional<Response> ResponseCache::find_stale(const std::string& key, std::string_view accept_encoding) const {
  const std::shared_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  return choose(*found->second->page, accept_encoding);
}

void ResponseCache::insert(const std::string& key, std::int64_t revision, std::shared_ptr<const Encodings> page) {
  auto entry = std::make_unique<Entry>();
  entry->page = std::move(page);
  entry->revision = revision;
  entry->used = turn_.fetch_add(1, std::memory_order_relaxed);

  const std::unique_lock lock(mutex_);
  if (const auto old = entries_.find(key); old != entries_.end()) drop(old);
  bytes_ += entry->page->bytes() + key.size();
  entries_.emplace(key, std::move(entry));
  if (entries_.size() > limits_.entries || bytes_ > limits_.bytes) make_room();
}

void ResponseCache::erase(const std::string& key) {
  const std::unique_lock lock(mutex_);
  if (const auto found = entries_.find(key); found != entries_.end()) drop(found);
}

void ResponseCache::erase_before(std::int64_t revision) {
  const std::unique_lock lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    if (entry->second->revision < revision) drop(entry);
    entry = next;
  }
}

std::size_t ResponseCache::size() const {
  const std::shared_lock lock(mutex_);
  return entries_.size();
}

std::size_t ResponseCache::bytes() const {
  const std::shared_lock lock(mutex_);
  return bytes_;
}

void ResponseCache::drop(Entries::iterator entry) {
  bytes_ -= entry->second->page->bytes() + entry->first.size();
  entries_.erase(entry);
}

// Down to nine tenths of both limits, so that the work is shared by many insertions.
void ResponseCache::make_room() {
  std::vector<Entries::iterator> oldest_first;
  oldest_first.reserve(entries_.size());
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) oldest_first.push_back(entry);
  std::sort(oldest_first.begin(), oldest_first.end(),
            [](const auto& a, const auto& b) { return a->second->used.load() < b->second->used.load(); });
  for (const auto& entry : oldest_first) {
    if (entries_.size() <= limits_.entries / 10 * 9 && bytes_ <= limits_.bytes / 10 * 9) break;
    drop(entry);
  }
}

}  // namespace copper::http
