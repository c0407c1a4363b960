// The stores that the suite in blob_store_test.cc runs on.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "platform/storage/blob_store.h"

namespace copper::storage {

// An empty store, and a way to send what a browser sends to its presigned URLs.
class TestStore {
 public:
  virtual ~TestStore() = default;
  virtual BlobStore& store() = 0;
  virtual http::Response send(const std::string& method, const std::string& url, const std::string& body,
                              const http::Headers& headers = {}) = 0;
};

struct TestStoreFactory {
  std::string name;
  std::function<std::unique_ptr<TestStore>()> make;
};

// GoogleTest's name for it.
// NOLINTNEXTLINE(readability-identifier-naming)
inline void PrintTo(const TestStoreFactory& factory, std::ostream* out) {
  *out << factory.name;
}

std::vector<TestStoreFactory> test_stores();

}  // namespace copper::storage
