#include "hosts/copper/postgres.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <fstream>
#include <pqxx/pqxx>

#include "hosts/copper/postgres_files.h"
#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper::hosts {
namespace {

namespace fs = std::filesystem;

// One cluster for all tests, as making one takes a second; each finds it as the one before left it.
class PrivatePostgresTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    fs::create_directories(root());
    fs::permissions(root(), fs::perms(0755));
  }
  static void TearDownTestSuite() { fs::remove_all(root()); }

  static const fs::path& root() {
    static const fs::path path =
        fs::path(fs::exists("/dev/shm") ? "/dev/shm" : "/tmp") / ("copper-pg-" + base::uuid4().substr(0, 8));
    return path;
  }
  static fs::path directory() { return root() / "var" / "postgres"; }
  static fs::path cluster() { return directory() / "cluster"; }

  static std::string query(const PrivatePostgres& postgres, const std::string& sql) {
    pqxx::connection connection(postgres.url());
    return pqxx::nontransaction(connection).exec1(sql)[0].as<std::string>();
  }
  static pid_t postmaster() {
    const std::string text = base::read_file(cluster() / "postmaster.pid");
    pid_t pid = 0;
    std::from_chars(text.data(), text.data() + text.size(), pid);
    return pid;
  }
  static std::string start_error_of(PrivatePostgres& postgres) {
    try {
      postgres.start();
    } catch (const StartError& e) {
      return e.what();
    }
    return "no StartError";
  }
};

TEST_F(PrivatePostgresTest, StartsStopsAndFindsEverythingAsItWas) {
  // A creation that was interrupted is begun again.
  fs::create_directories(directory() / "cluster.new");
  std::ofstream(directory() / "cluster.new" / "half") << "x";
  {
    PrivatePostgres postgres(directory());
    EXPECT_FALSE(postgres.running());
    postgres.start();
    EXPECT_TRUE(postgres.running());
    query(postgres, "CREATE TABLE kept AS SELECT 17 AS number; SELECT 1");
  }
  EXPECT_FALSE(fs::exists(cluster() / "postmaster.pid")) << "stopped in order";
  PrivatePostgres postgres(directory());
  postgres.start();
  EXPECT_EQ(query(postgres, "SELECT number FROM kept"), "17");
}

TEST_F(PrivatePostgresTest, IsPrivateAndDurable) {
  PrivatePostgres postgres(directory());
  postgres.start();
  EXPECT_EQ(query(postgres, "SHOW listen_addresses"), "");
  EXPECT_EQ(query(postgres, "SHOW data_checksums"), "on");
  EXPECT_EQ(query(postgres, "SHOW fsync"), "on");
  EXPECT_EQ(query(postgres, "SHOW synchronous_commit"), "on");
  EXPECT_EQ(query(postgres, "SHOW server_encoding"), "UTF8");
  EXPECT_EQ(query(postgres, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"), "f");
  struct stat info {};
  ASSERT_EQ(::stat(directory().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0700U);
  EXPECT_NE(info.st_uid, 0U);
}

TEST_F(PrivatePostgresTest, OnlyOneMayUseTheDirectory) {
  PrivatePostgres first(directory());
  first.start();
  PrivatePostgres second(directory());
  EXPECT_EQ(start_error_of(second), "Another copper uses the database in " + directory().string() + ": stop it first.");
  EXPECT_EQ(query(second, "SELECT 1"), "1") << "but its address is known";
}

TEST_F(PrivatePostgresTest, ComesBackAfterTheServerWasKilled) {
  PrivatePostgres postgres(directory());
  postgres.start();
  // A session that computes does not notice at once, and keeps the memory of the old server in use.
  pqxx::connection busy(postgres.url());
  const std::string work = "SELECT count(*) FROM generate_series(1, 4000) a, generate_series(1, 4000) b";
  base::write_all(busy.sock(), std::string("Q\0\0\0", 4) + static_cast<char>(work.size() + 5) + work + '\0');
  while (query(postgres, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'") != "2") {
  }
  ::kill(postmaster(), SIGKILL);
  while (postgres.running()) {
  }
  postgres.start();
  EXPECT_EQ(query(postgres, "SELECT number FROM kept"), "17");
}

// A copper that is killed leaves a server that is just stopping.
TEST_F(PrivatePostgresTest, TakesOverFromAKilledPredecessor) {
  int pipe_fds[2];
  ASSERT_EQ(::pipe(pipe_fds), 0);
  const pid_t predecessor = ::fork();
  if (predecessor == 0) {
    PrivatePostgres postgres(directory());
    postgres.start();
    base::write_all(pipe_fds[1], "x");
    ::raise(SIGKILL);
  }
  char started = 0;
  ASSERT_EQ(::read(pipe_fds[0], &started, 1), 1);
  ::waitpid(predecessor, nullptr, 0);
  PrivatePostgres postgres(directory());
  postgres.start();
  EXPECT_EQ(query(postgres, "SELECT number FROM kept"), "17");
  ::close(pipe_fds[0]);
  ::close(pipe_fds[1]);
}

TEST_F(PrivatePostgresTest, AStaleLockFileWithTheNumberOfAnotherProcessIsNoObstacle) {
  std::ofstream(cluster() / "postmaster.pid") << ::getpid() << "\n" << cluster().string() << "\n0\n5432\n";
  PrivatePostgres postgres(directory());
  postgres.start();
  EXPECT_EQ(query(postgres, "SELECT number FROM kept"), "17");
}

TEST_F(PrivatePostgresTest, AClusterOfAnotherVersionIsNamed) {
  const std::string version = base::read_file(cluster() / "PG_VERSION");
  std::ofstream(cluster() / "PG_VERSION") << "9\n";
  PrivatePostgres postgres(directory());
  const std::string message = start_error_of(postgres);
  std::ofstream(cluster() / "PG_VERSION") << version;
  EXPECT_TRUE(message.starts_with("The database in " + cluster().string() + " was made by PostgreSQL 9, here is"))
      << message;
}

TEST_F(PrivatePostgresTest, WhatPostgreSqlSaysIsPassedOn) {
  fs::rename(cluster() / "global" / "pg_control", root() / "pg_control");
  PrivatePostgres postgres(directory());
  const std::string message = start_error_of(postgres);
  fs::rename(root() / "pg_control", cluster() / "global" / "pg_control");
  EXPECT_TRUE(message.starts_with("PostgreSQL did not start: but could not open file \"" + cluster().string() +
                                  "/global/pg_control\": No such file or directory. The whole story is in "))
      << message;
}

TEST_F(PrivatePostgresTest, ALongPathKeepsItsSocketElsewhere) {
  const fs::path deep = root() / std::string(100, 'a') / "postgres";
  const PostgresFiles files = postgres_files(deep);
  EXPECT_EQ(files.cluster, deep / "cluster");
  EXPECT_TRUE(files.sockets.string().starts_with("/tmp/copper-")) << files.sockets;
  EXPECT_EQ(postgres_files(deep / ".." / "postgres" / "").sockets, files.sockets);
  EXPECT_EQ(postgres_files(root() / "postgres").sockets, root() / "postgres");
}

TEST_F(PrivatePostgresTest, WhereItsUserCannotGoTheDataIsKeptElsewhere) {
  if (::geteuid() != 0) return;
  const fs::path closed = root() / "closed";
  fs::create_directories(closed);
  fs::permissions(closed, fs::perms(0700));
  fs::path elsewhere;
  {
    PrivatePostgres postgres(closed / "var" / "postgres");
    postgres.start();
    elsewhere = fs::read_symlink(closed / "var" / "postgres");
    EXPECT_TRUE(elsewhere.string().starts_with("/var/lib/postgresql/copper-")) << elsewhere;
    EXPECT_EQ(query(postgres, "SELECT 1"), "1");
    EXPECT_EQ(query(PrivatePostgres(closed / "var" / "postgres"), "SELECT 2"), "2");
  }
  PrivatePostgres(closed / "var" / "postgres").start();
  fs::remove_all(elsewhere);
}

}  // namespace
}  // namespace copper::hosts
