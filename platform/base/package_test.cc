#include "platform/base/package.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "platform/base/file.h"

// NOLINTBEGIN(concurrency-mt-unsafe): a test has one thread
namespace copper::base {
namespace {

class Package : public testing::Test {
 protected:
  Package() : root_(std::filesystem::path(testing::TempDir()) / "package") {
    std::filesystem::create_directories(root_ / "etc");
    write_file_atomically(root_ / "etc/known", "");
    ::setenv("LAMBDA_TASK_ROOT", root_.c_str(), 1);
  }
  ~Package() override {
    ::unsetenv("LAMBDA_TASK_ROOT");
    std::filesystem::remove_all(root_);
  }

  std::filesystem::path root_;
};

TEST_F(Package, HoldsFilesBelowItsRoot) {
  EXPECT_EQ(in_package("/etc/known"), root_ / "etc/known");
  EXPECT_EQ(in_package("/etc"), root_ / "etc");
}

TEST_F(Package, LeavesOtherFilesWhereTheyAre) {
  EXPECT_EQ(in_package("/etc/unknown"), "/etc/unknown");
}

TEST_F(Package, IsNothingElsewhere) {
  ::unsetenv("LAMBDA_TASK_ROOT");
  EXPECT_EQ(in_package("/etc/known"), "/etc/known");
}

}  // namespace
}  // namespace copper::base
// NOLINTEND(concurrency-mt-unsafe)
