#include "hosts/imaging/confine.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "platform/storage/file_store.h"

namespace copper::hosts {
namespace {

using storage::Area;

// What is given up stays given up: `work` runs in a process of its own and says whether all was as it must be.
template <class Work>
bool holds_elsewhere(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work() ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(Confined, OpensNoUnixSocketButOthers) {
  EXPECT_TRUE(holds_elsewhere([] {
    give_up_unix_sockets();
    return ::socket(AF_UNIX, SOCK_STREAM, 0) == -1 && errno == EACCES && ::socket(AF_INET, SOCK_STREAM, 0) >= 0;
  }));
}

class ConfinedTest : public testing::Test {
 protected:
  ConfinedTest() { std::filesystem::permissions(root_, std::filesystem::perms(0755)); }
  ~ConfinedTest() override { std::filesystem::remove_all(root_); }

  // A fresh store as root finds it, in which root has kept a backup and an upload.
  std::filesystem::path root_ = [] {
    std::string name = testing::TempDir() + "confine-XXXXXX";
    return std::filesystem::path(::mkdtemp(name.data()));
  }();
  storage::FileStore store_{{.root = root_}};
};

TEST_F(ConfinedTest, RootBecomesTheUserOfThePicturesAndReachesNoBackup) {
  if (const uid_t us = ::geteuid(); us != 0) {  // who has nothing to give up
    give_up_root(root_);
    EXPECT_EQ(::geteuid(), us);
    return;
  }
  store_.put(Area::temporary, "uploads/a", std::string("before"), "");
  store_.put(Area::backups, "b", std::string("the database"), "");
  EXPECT_TRUE(holds_elsewhere([&] {
    give_up_root(root_);
    storage::FileStore store({.root = root_});
    store.put(Area::images, "a/large", std::string("version"), "");
    const bool reads = store.get(Area::temporary, "uploads/a")->text() == "before";
    const bool reaches_backup = ::access((root_ / "backups/b").c_str(), R_OK) == 0;
    return ::geteuid() != 0 && ::setuid(0) == -1 && store.healthy() && reads && !reaches_backup;
  }));
  // What root writes from then on is the user's as well.
  store_.put(Area::temporary, "uploads/c", std::string("after"), "");
  store_.copy(Area::images, "a/large", Area::images, "public/a/large");
  EXPECT_TRUE(holds_elsewhere([&] {
    give_up_root(root_);
    storage::FileStore store({.root = root_});
    store.remove(Area::images, "public/a/large");
    return store.get(Area::temporary, "uploads/c")->text() == "after" && store.list(Area::images, "public/").empty();
  }));
}

}  // namespace
}  // namespace copper::hosts
