#include "platform/mail/outbox.h"

#include <optional>
#include <string>

#include "platform/base/crypto.h"
#include "platform/observe/log.h"

namespace copper::mail {
namespace {

constexpr int kPerRound = 50;
constexpr int kAttemptsMax = 78;  // half a minute, 1, 2 … 32 minutes apart, then an hour

// Taken for as long as the next attempt waits; whoever dies while sending, another sends it then.
constexpr const char* kTake = R"(
UPDATE outgoing_mail SET attempts = attempts + 1,
  due_at = $1::timestamptz + least(power(2, least(attempts, 10)) * interval '30 seconds', interval '1 hour')
WHERE id = (SELECT id FROM outgoing_mail WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, recipient, reply_to, subject, body, attempts)";

// What was given up names people; it stays for as long as somebody may look for it.
constexpr const char* kForget =
    "DELETE FROM outgoing_mail WHERE due_at IS NULL AND queued_at < $1::timestamptz - interval '30 days'";

struct Taken {
  Message message;
  int attempts;
};

std::optional<Taken> take_one(db::Pool& db, const std::string& now) {
  return db.transaction([&](pqxx::work& tx) -> std::optional<Taken> {
    const auto rows = tx.exec_params(kTake, now);
    if (rows.empty()) return std::nullopt;
    const auto text = [&](const char* column) { return rows[0][column].as<std::string>(); };
    return Taken{{.id = text("id"),
                  .to = text("recipient"),
                  .reply_to = text("reply_to"),
                  .subject = text("subject"),
                  .text = text("body")},
                 rows[0]["attempts"].as<int>()};
  });
}

void give_up(db::Pool& db, const Taken& taken, const std::exception& why) {
  log::error("mail given up", {{"mail", taken.message.id}, {"error", why.what()}});
  db.transaction([&](pqxx::work& tx) {
    tx.exec_params("UPDATE outgoing_mail SET due_at = NULL WHERE id = $1", taken.message.id);
  });
}

// Whether it went well.
bool send(db::Pool& db, const Sender& sender, const Taken& taken) {
  try {
    sender(taken.message);
  } catch (const std::exception& error) {
    if (taken.attempts >= kAttemptsMax) {
      give_up(db, taken, error);
    } else {
      log::warning("mail not sent", {{"mail", taken.message.id}, {"error", error.what()}});
    }
    return false;
  }
  db.transaction([&](pqxx::work& tx) { tx.exec_params("DELETE FROM outgoing_mail WHERE id = $1", taken.message.id); });
  return true;
}

}  // namespace

void queue(pqxx::work& tx, const Message& message, base::TimePoint now) {
  tx.exec_params(
      "INSERT INTO outgoing_mail (id, recipient, reply_to, subject, body, due_at) VALUES ($1, $2, $3, $4, $5, $6)",
      base::uuid4(), message.to, message.reply_to, message.subject, message.text, base::to_iso8601_millis(now));
}

void send_due(db::Pool& db, const Sender& sender, base::TimePoint now) noexcept {
  try {
    db.transaction([&](pqxx::work& tx) { tx.exec_params(kForget, base::to_iso8601_millis(now)); });
    for (int round = 0; round < kPerRound; ++round) {
      const auto taken = take_one(db, base::to_iso8601_millis(now));
      if (!taken || !send(db, sender, *taken)) return;
    }
  } catch (const std::exception& error) {
    log::warning("mail not looked after", {{"error", error.what()}});
  }
}

}  // namespace copper::mail
