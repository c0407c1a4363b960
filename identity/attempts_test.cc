#include "identity/attempts.h"

#include <gtest/gtest.h>

#include "identity/test_browser.h"

namespace copper::identity {
namespace {

using std::chrono::seconds;

class AttemptsTest : public testing::Test {
 protected:
  db::TestDatabase database{schema()};
  db::Pool db{database.url()};
  base::TimePoint now{seconds(1'700'000'000)};
  Attempts attempts{db, [this] { return now; }};

  void fail(int times, const std::string& name, const std::string& address) {
    for (int i = 0; i < times; ++i) {
      const auto wait = attempts.begin(name, address);
      if (wait.count() == 0) continue;
      now += wait;
      ASSERT_EQ(attempts.begin(name, address).count(), 0) << "after waiting as told";
    }
  }
};

TEST_F(AttemptsTest, TheDelayOfAnAccountGrowsAndStaysBearable) {
  fail(5, "karen", "192.0.2.1");
  seconds last{0};
  for (int i = 0; i < 12; ++i) {
    ASSERT_EQ(attempts.begin("karen", "192.0.2." + std::to_string(i + 10)).count(), 0);
    const auto wait = attempts.begin("karen", "192.0.2.2");
    EXPECT_GT(wait, seconds(0));
    EXPECT_GE(wait, last);
    EXPECT_LE(wait, seconds(300));
    last = wait;
    now += wait;
  }
  EXPECT_EQ(last, seconds(300));
}

TEST_F(AttemptsTest, NamesInAnyCaseAreOneAccountAndOthersAreNotTouched) {
  fail(6, "karen", "192.0.2.1");
  EXPECT_GT(attempts.begin("KAREN", "192.0.2.2").count(), 0);
  EXPECT_EQ(attempts.begin("niels", "192.0.2.3").count(), 0);
}

TEST_F(AttemptsTest, AnAddressIsLimitedOverManyNames) {
  for (int i = 0; i < 21; ++i) ASSERT_EQ(attempts.begin("name" + std::to_string(i), "192.0.2.1").count(), 0) << i;
  EXPECT_GT(attempts.begin("another", "192.0.2.1").count(), 0);
  EXPECT_EQ(attempts.begin("another", "192.0.2.2").count(), 0);
}

TEST_F(AttemptsTest, AnIpv6NetworkIsOneAddress) {
  for (int i = 0; i < 21; ++i) {
    ASSERT_EQ(attempts.begin("name" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i)).count(), 0) << i;
  }
  EXPECT_GT(attempts.begin("another", "2001:db8:1:2:ffff:1:2:3").count(), 0);
  EXPECT_EQ(attempts.begin("another", "2001:db8:1:3::1").count(), 0);
}

TEST_F(AttemptsTest, SuccessForgetsTheAccountButNotTheAddress) {
  fail(4, "karen", "192.0.2.1");
  ASSERT_EQ(attempts.begin("karen", "192.0.2.1").count(), 0);
  attempts.succeeded("karen", "192.0.2.1");
  fail(5, "karen", "192.0.2.9");
  EXPECT_EQ(attempts.begin("niels", "192.0.2.9").count(), 0);
  // 4 of karen's, 17 more make 21: whoever knows one account cannot use it to guess at others without end.
  for (int i = 0; i < 17; ++i) ASSERT_EQ(attempts.begin("name" + std::to_string(i), "192.0.2.1").count(), 0) << i;
  EXPECT_GT(attempts.begin("another", "192.0.2.1").count(), 0);
}

TEST_F(AttemptsTest, FailuresAreForgottenAfterAnHour) {
  fail(8, "karen", "192.0.2.1");
  now += std::chrono::hours(1) + seconds(1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(attempts.begin("karen", "192.0.2.1").count(), 0);
  now += std::chrono::hours(1) + seconds(1);
  attempts.sweep();
  const auto left = db.transaction(
      [](pqxx::work& tx) { return tx.exec1("SELECT count(*) FROM identity.login_attempt")[0].as<int>(); });
  EXPECT_EQ(left, 0);
}

}  // namespace
}  // namespace copper::identity
