#include "platform/mail/outbox.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "platform/db/test_database.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::mail {
namespace {

class Outbox : public testing::Test {
 protected:
  void queue_one(const std::string& subject) {
    pool_.transaction([&](pqxx::work& tx) { queue(tx, {.to = "mia@example.org", .subject = subject}, now_); });
  }
  void round() {
    send_due(
        pool_,
        [this](const Message& message) {
          if (server_is_down_) throw std::runtime_error("no server");
          sent_.push_back(message);
        },
        now_);
  }
  std::int64_t kept(const std::string& where = "true") {
    return pool_.read([&](pqxx::transaction_base& tx) {
      return tx.exec1("SELECT count(*) FROM outgoing_mail WHERE " + where)[0].as<std::int64_t>();
    });
  }
  std::int64_t waiting() { return kept("due_at IS NOT NULL"); }

  db::TestDatabase database_{schema()};
  db::Pool pool_{database_.url()};
  base::TimePoint now_ = base::system_now();
  bool server_is_down_ = false;
  std::vector<Message> sent_;
};

TEST_F(Outbox, SendsWhatWasQueuedOnce) {
  queue_one("first");
  queue_one("second");
  round();
  round();
  EXPECT_EQ(sent_.size(), 2U);
  EXPECT_NE(sent_[0].id, sent_[1].id);
}

TEST_F(Outbox, MailOfATransactionThatFailedIsNotSent) {
  EXPECT_THROW(pool_.transaction([&](pqxx::work& tx) {
    queue(tx, {.to = "mia@example.org"}, now_);
    throw std::runtime_error("changed its mind");
  }),
               std::runtime_error);
  round();
  EXPECT_TRUE(sent_.empty());
}

TEST_F(Outbox, WhatTheServerDoesNotTakeIsTriedAgainLater) {
  queue_one("first");
  server_is_down_ = true;
  round();
  server_is_down_ = false;
  round();
  EXPECT_TRUE(sent_.empty());
  now_ += std::chrono::seconds(30);
  round();
  EXPECT_EQ(sent_.size(), 1U);
  EXPECT_EQ(waiting(), 0);
}

TEST_F(Outbox, IsGivenUpAfterThreeDays) {
  queue_one("first");
  server_is_down_ = true;
  for (int hour = 0; hour < 71; ++hour) {
    round();
    now_ += std::chrono::hours(1);
  }
  EXPECT_EQ(waiting(), 1);
  for (int hour = 0; hour < 10; ++hour) {
    round();
    now_ += std::chrono::hours(1);
  }
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(kept(), 1);
  now_ += std::chrono::hours(24 * 30);
  round();
  EXPECT_EQ(kept(), 0);
}

}  // namespace
}  // namespace copper::mail
