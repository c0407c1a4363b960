#include "hosts/copper/child.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper::hosts {
namespace {

using namespace std::chrono_literals;

ChildOptions shell(const std::string& script) {
  return {.name = "shell", .arguments = {"/bin/sh", "-c", script}};
}

class ChildTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(log_); }
  // What the script wrote to stdout and stderr.
  std::string output_of(ChildOptions options) {
    options.log_file = log_;
    Child child(std::move(options));
    child.start();
    EXPECT_TRUE(child.ended_within(30s));
    return base::read_file(log_);
  }
  std::filesystem::path log_ = testing::TempDir() + "child_test_" + std::to_string(::getpid()) + ".log";
};

TEST_F(ChildTest, RunsUntilItEndsAndTellsHow) {
  Child child(shell("exit 3"));
  EXPECT_FALSE(child.running());
  child.start();
  EXPECT_TRUE(child.ended_within(30s));
  EXPECT_FALSE(child.running());
  EXPECT_EQ(WEXITSTATUS(child.wait_status()), 3);
}

TEST_F(ChildTest, CanBeStartedAgain) {
  Child child(shell("exec sleep 1000"));
  child.start();
  const pid_t first = child.pid();
  child.start();
  EXPECT_EQ(child.pid(), first) << "it still runs";
  child.stop();
  EXPECT_FALSE(child.running());
  child.start();
  EXPECT_TRUE(child.running());
  EXPECT_NE(child.pid(), first);
}

TEST_F(ChildTest, GetsItsEnvironmentAndDirectoryAndLogsBothStreams) {
  auto options = shell("echo \"$COPPER_A $PATH\"; pwd; echo trouble >&2");
  options.environment = {{"COPPER_A", "a value"}, {"PATH", "/bin:/usr/bin"}};
  options.directory = "/";
  EXPECT_EQ(output_of(options), "a value /bin:/usr/bin\n/\ntrouble\n");
}

TEST_F(ChildTest, InheritsNoSecretOfOurEnvironment) {
  ::setenv("COPPER_SECRET", "4711", 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs
  const std::string seen = output_of(shell("env"));
  ::unsetenv("COPPER_SECRET");  // NOLINT(concurrency-mt-unsafe)
  EXPECT_NE(seen.find("PATH="), std::string::npos);
  EXPECT_EQ(seen.find("4711"), std::string::npos) << seen;
}

TEST_F(ChildTest, InheritsNoOpenFileAndNoIgnoredSignal) {
  ::signal(SIGPIPE, SIG_IGN);
  const int leaked = ::dup(STDOUT_FILENO);
  EXPECT_EQ(output_of(shell("ls /proc/self/fd; kill -PIPE $$; echo survived")), "0\n1\n2\n3\n")
      << "3 is the directory that ls reads";
  ::close(leaked);
}

TEST_F(ChildTest, HasAProcessGroupOfItsOwn) {
  EXPECT_EQ(output_of(shell("test $(cut -d' ' -f5 /proc/$$/stat) = $$ && echo own")), "own\n");
}

TEST_F(ChildTest, RunsAsAnotherUserForRoot) {
  if (::geteuid() != 0) return;
  auto options = shell("id -u; id -g; id -G");
  options.user = {65534, 65534};
  EXPECT_EQ(output_of(options), "65534\n65534\n65534\n");
}

TEST_F(ChildTest, AProgramThatCannotBeRunIsAStartError) {
  Child child({.name = "the plate press", .arguments = {"/nonexistent/press"}});
  try {
    child.start();
    FAIL();
  } catch (const StartError& e) {
    EXPECT_STREQ(e.what(), "Cannot start the plate press (/nonexistent/press): No such file or directory.");
  }
  EXPECT_FALSE(child.running());
}

// The test adopts the orphans and waits for their end.
TEST_F(ChildTest, DiesWithItsParentOfTheSignalThatWasNamed) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int pipe_fds[2];
  ASSERT_EQ(::pipe(pipe_fds), 0);
  for (const int death_signal : {SIGTERM, SIGKILL}) {
    const pid_t parent = ::fork();
    if (parent == 0) {
      auto options = shell("exec sleep 1000");
      options.death_signal = death_signal;
      Child child(options);
      child.start();
      const pid_t pid = child.pid();
      base::write_all(pipe_fds[1], {reinterpret_cast<const char*>(&pid), sizeof pid});
      ::raise(SIGKILL);
    }
    pid_t orphan = 0;
    ASSERT_EQ(::read(pipe_fds[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
    ::waitpid(parent, nullptr, 0);
    int status = 0;
    EXPECT_EQ(::waitpid(orphan, &status, 0), orphan);
    EXPECT_EQ(WTERMSIG(status), death_signal);
  }
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  ::close(pipe_fds[0]);
  ::close(pipe_fds[1]);
}

}  // namespace
}  // namespace copper::hosts
