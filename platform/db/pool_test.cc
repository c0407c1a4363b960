#include "platform/db/pool.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/db/test_database.h"

// libpqxx 6.4.5 loses the result of a statement whose connection broke.
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(readability-identifier-naming): lsan's name
  return "leak:libpqxx";
}

namespace copper::db {
namespace {

using namespace std::chrono_literals;

class PoolTest : public testing::Test {
 protected:
  void SetUp() override {
    admin_.transaction([](pqxx::work& tx) { tx.exec("CREATE TABLE note (id integer PRIMARY KEY)"); });
  }
  void insert(int id) {
    pool_.transaction([&](pqxx::work& tx) { tx.exec_params("INSERT INTO note VALUES ($1)", id); });
  }
  int count() {
    return admin_.transaction([](pqxx::work& tx) { return tx.exec1("SELECT count(*) FROM note")[0].as<int>(); });
  }
  static int backend_of(pqxx::transaction_base& tx) { return tx.exec1("SELECT pg_backend_pid()")[0].as<int>(); }
  void terminate(int backend) {
    admin_.transaction([&](pqxx::work& tx) { tx.exec_params("SELECT pg_terminate_backend($1, 5000)", backend); });
  }

  // The internal detail of the Error unavailable that `work` throws.
  template <class Work>
  static std::string unavailable(Work&& work) {
    try {
      work();
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::unavailable);
      return e.internal_detail();
    }
    ADD_FAILURE() << "no Error";
    return {};
  }

  TestDatabase database_{{}};
  Pool admin_{database_.url()};
  Pool pool_{database_.url(), {.size = 2, .acquire_timeout = 100ms, .statement_timeout = 200ms}};
};

TEST_F(PoolTest, ATransactionCommitsWhatItReturnsFrom) {
  insert(1);
  EXPECT_EQ(pool_.transaction([](pqxx::work& tx) { return tx.exec1("SELECT id FROM note")[0].as<int>(); }), 1);
  EXPECT_EQ(count(), 1);
}

TEST_F(PoolTest, ATransactionThatThrowsLeavesNothing) {
  EXPECT_THROW(pool_.transaction([](pqxx::work& tx) {
    tx.exec("INSERT INTO note VALUES (1)");
    throw std::out_of_range("of the caller");
  }),
               std::out_of_range);
  EXPECT_EQ(count(), 0);
  insert(2);
}

TEST_F(PoolTest, ErrorsOfTheStatementAreRethrownUnchanged) {
  insert(1);
  EXPECT_THROW(insert(1), pqxx::unique_violation);
  EXPECT_THROW(pool_.transaction([](pqxx::work& tx) { tx.exec("SELEC"); }), pqxx::syntax_error);
  EXPECT_THROW(pool_.transaction([](pqxx::work&) { throw Error(ErrorCode::conflict, "x"); }), Error);
}

TEST_F(PoolTest, ReadsSeeOneSnapshotAndCannotWrite) {
  pool_.read([&](pqxx::transaction_base& tx) {
    EXPECT_EQ(tx.exec1("SELECT count(*) FROM note")[0].as<int>(), 0);
    insert(1);
    EXPECT_EQ(tx.exec1("SELECT count(*) FROM note")[0].as<int>(), 0);
  });
  EXPECT_THROW(pool_.read([](pqxx::transaction_base& tx) { tx.exec("INSERT INTO note VALUES (2)"); }), pqxx::sql_error);
  EXPECT_EQ(count(), 1);
}

TEST_F(PoolTest, ConnectionsAreUsedAgain) {
  const int first = pool_.read(backend_of);
  EXPECT_EQ(pool_.read(backend_of), first);
}

TEST_F(PoolTest, AConnectionThatDiedWhileIdleIsReplacedUnnoticed) {
  const int first = pool_.read(backend_of);
  terminate(first);
  insert(1);
  EXPECT_NE(pool_.read(backend_of), first);
}

TEST_F(PoolTest, AConnectionLostInATransactionIsUnavailableAndDiscarded) {
  unavailable([&] {
    pool_.transaction([&](pqxx::work& tx) {
      tx.exec("INSERT INTO note VALUES (1)");
      terminate(backend_of(tx));
      tx.exec("INSERT INTO note VALUES (2)");
    });
  });
  EXPECT_EQ(count(), 0);
  insert(3);
}

TEST_F(PoolTest, ACommitWithoutAnAnswerIsUnavailableAndNotTriedAgain) {
  int calls = 0;
  unavailable([&] {
    pool_.transaction([&](pqxx::work& tx) {
      ++calls;
      terminate(backend_of(tx));
    });
  });
  EXPECT_EQ(calls, 1);
}

TEST_F(PoolTest, AStatementThatTakesTooLongIsUnavailable) {
  EXPECT_NE(
      unavailable([&] { pool_.transaction([](pqxx::work& tx) { tx.exec("SELECT pg_sleep(60)"); }); }).find("timeout"),
      std::string::npos);
  insert(1);
}

TEST_F(PoolTest, WhoFindsNoFreeConnectionIsToldSo) {
  pool_.read([&](pqxx::transaction_base&) {
    pool_.read([&](pqxx::transaction_base&) {
      EXPECT_EQ(unavailable([&] { insert(1); }), "no connection became free in 100 ms");
    });
  });
  insert(1);
}

TEST_F(PoolTest, ManyThreadsShareFewConnections) {
  Pool patient(database_.url(), {.size = 2, .acquire_timeout = 60s});
  std::vector<std::jthread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        patient.transaction([&](pqxx::work& tx) { tx.exec_params("INSERT INTO note VALUES ($1)", t * 100 + i); });
      }
    });
  }
  threads.clear();
  EXPECT_EQ(count(), 160);
}

TEST_F(PoolTest, ADatabaseThatIsNotThereIsUnavailableAndMayComeBack) {
  Pool absent("host=/nonexistent dbname=copper", {.size = 1});
  for (int i = 0; i < 3; ++i) unavailable([&] { absent.transaction([](pqxx::work&) {}); });
  EXPECT_FALSE(absent.healthy());
  EXPECT_TRUE(pool_.healthy());
}

TEST_F(PoolTest, SettingsHoldOnEveryConnection) {
  admin_.transaction([](pqxx::work& tx) { tx.exec("CREATE SCHEMA studio"); });
  Pool pool(database_.url(), {.size = 1, .search_path = "studio, public"});
  const auto path = [](pqxx::transaction_base& tx) {
    return tx.exec1("SELECT current_setting('search_path')")[0].as<std::string>();
  };
  EXPECT_EQ(pool.read(path), "studio, public");
  terminate(pool.read(backend_of));
  EXPECT_EQ(pool.read(path), "studio, public");
}

TEST(PoolUrl, AMalformedOneNamesTheKeyAndNotThePassword) {
  try {
    const Pool pool("postgresql://artist:secret@[host");
    FAIL();
  } catch (const StartError& e) {
    EXPECT_STREQ(e.what(),
                 "COPPER_DATABASE_URL is malformed: it must be like postgresql://user:password@host:5432/copper.");
  }
}

}  // namespace
}  // namespace copper::db
