#include "platform/db/migrations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/db/pool.h"
#include "platform/db/test_database.h"

namespace copper::db {
namespace {

using Files = std::vector<base::EmbeddedFile>;

class Migrations : public testing::Test {
 protected:
  std::string start_error_of(const Files& files) {
    try {
      migrate(database_.url(), files);
    } catch (const StartError& e) {
      return e.what();
    }
    return "no StartError";
  }
  std::string one_value(const std::string& query) {
    return pool_.read([&](pqxx::transaction_base& tx) { return tx.exec1(query)[0].as<std::string>(); });
  }

  TestDatabase database_{{}};
  Pool pool_{database_.url()};
  const Files files_ = {{"0002_second.sql", "INSERT INTO note VALUES (2); INSERT INTO note VALUES (3);"},
                        {"0001_first.sql", "CREATE TABLE note (id integer);"}};
};

TEST_F(Migrations, AreAppliedInOrderAndOnce) {
  EXPECT_EQ(migrate(database_.url(), files_), 2);
  EXPECT_EQ(migrate(database_.url(), files_), 0);
  EXPECT_EQ(one_value("SELECT count(*) FROM note"), "2");
  EXPECT_EQ(one_value("SELECT string_agg(name, ' ' ORDER BY number) FROM schema_migration"),
            "0001_first.sql 0002_second.sql");
}

TEST_F(Migrations, OneThatFailsLeavesNothingAndIsNamed) {
  Files files = files_;
  files.push_back({"0003_third.sql", "CREATE TABLE other (id integer);\nINSERT INTO nowhere VALUES (1);"});
  EXPECT_EQ(start_error_of(files),
            "The migration 0003_third.sql failed: ERROR: relation \"nowhere\" does not exist LINE 2: INSERT INTO "
            "nowhere VALUES (1);");
  EXPECT_EQ(one_value("SELECT to_regclass('other') IS NULL"), "t");
  EXPECT_EQ(one_value("SELECT max(number) FROM schema_migration"), "2") << "those before it stay";
  files.back().bytes = "CREATE TABLE other (id integer);";
  EXPECT_EQ(migrate(database_.url(), files), 1);
}

TEST_F(Migrations, ADatabaseFromTheFutureIsRefused) {
  migrate(database_.url(), files_);
  EXPECT_EQ(start_error_of({files_[1]}),
            "The database has migration 0002_second.sql, which this program does not know: it belongs to a newer "
            "version. Start that one.");
}

TEST_F(Migrations, AChangedFileIsRefused) {
  migrate(database_.url(), files_);
  Files files = files_;
  files[0].bytes = "SELECT 1;";
  EXPECT_EQ(start_error_of(files),
            "The migration 0002_second.sql was changed after it had been applied: undo that, and put the change "
            "into a new one.");
}

TEST_F(Migrations, NumbersHaveNeitherGapsNorDoubles) {
  EXPECT_NE(start_error_of({{"0002_a.sql", ""}}).find("should have number 1"), std::string::npos);
  EXPECT_NE(start_error_of({{"0001_a.sql", ""}, {"0001_b.sql", ""}}).find("should have number 2"), std::string::npos);
  EXPECT_NE(start_error_of({{"1_a.sql", ""}}).find("must be named like"), std::string::npos);
  EXPECT_NE(start_error_of({{"0001_a.txt", ""}}).find("must be named like"), std::string::npos);
}

TEST_F(Migrations, SeveralProgramsAtOnceApplyEachOnce) {
  std::atomic<int> applied = 0;
  std::vector<std::jthread> programs;
  programs.reserve(4);
  for (int i = 0; i < 4; ++i) programs.emplace_back([&] { applied += migrate(database_.url(), files_); });
  programs.clear();
  EXPECT_EQ(applied, 2);
}

TEST_F(Migrations, AnUnreachableDatabaseIsAStartError) {
  try {
    migrate("host=/nonexistent", files_);
    FAIL();
  } catch (const StartError& e) {
    EXPECT_TRUE(std::string(e.what()).starts_with("The database of COPPER_DATABASE_URL cannot be used: ")) << e.what();
  }
}

}  // namespace
}  // namespace copper::db
