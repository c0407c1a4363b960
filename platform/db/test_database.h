// A real PostgreSQL for tests: one private server per test program, one fresh database per test.
//
//   const TestDatabase database(schema());          // every migration applied
//   db::Pool pool(database.url());
//
// The server listens on a Unix socket in a temporary directory, runs as user postgres when the tests run as
// root, and ends with the program, however that ends. Linked by tests only.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "platform/base/embedded.h"

namespace copper::db {

// Where tests put what they write: in memory when there is room, so that a busy disk does not slow them down.
std::filesystem::path scratch_directory();

class TestDatabase {
 public:
  explicit TestDatabase(std::span<const base::EmbeddedFile> migrations);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }

 private:
  std::string name_;
  std::string url_;
};

}  // namespace copper::db
