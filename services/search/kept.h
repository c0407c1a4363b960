// Answers that hold until a document changes, so that what many ask is found once. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace copper::search {

// At most `size_max` entries, which weigh at most `weight_max` together: when there are more, all are forgotten.
template <class Value>
class Kept {
 public:
  Kept(std::size_t size_max, std::size_t weight_max) : size_max_(size_max), weight_max_(weight_max) {}

  // Null when it is not known. `version` is that of the documents (Table::version): a newer one forgets what was before.
  std::shared_ptr<const Value> find(std::uint64_t version, const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (version > version_) {
      forget();
      version_ = version;
    }
    const auto known = version == version_ ? values_.find(key) : values_.end();
    return known == values_.end() ? nullptr : known->second;
  }

  // `version` is that from before the value was looked for. An old one is not kept.
  std::shared_ptr<const Value> keep(std::uint64_t version, const std::string& key, Value value, std::size_t weight) {
    const auto kept = std::make_shared<const Value>(std::move(value));
    const std::lock_guard lock(mutex_);
    if (version != version_) return kept;
    if (values_.size() >= size_max_ || weight_ + weight > weight_max_) forget();
    if (values_.emplace(key, kept).second) weight_ += weight;
    return kept;
  }

 private:
  void forget() {
    values_.clear();
    weight_ = 0;
  }

  const std::size_t size_max_, weight_max_;
  std::mutex mutex_;  // guards what follows
  std::uint64_t version_ = 0;
  std::size_t weight_ = 0;
  std::map<std::string, std::shared_ptr<const Value>> values_;
};

}  // namespace copper::search
