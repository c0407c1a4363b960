#include "services/content/backup_reminder.h"

#include "platform/mail/outbox.h"
#include "platform/observe/log.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr const char* kDue = R"(
UPDATE backup_reminder SET reminded_at = $1
WHERE reminded_at <= $1::timestamptz - interval '7 days' AND EXISTS (SELECT FROM print)
  AND NOT EXISTS (SELECT FROM backup WHERE state = 'completed' AND started_at > $1::timestamptz - interval '7 days'))";

mail::Message letter(const std::string& to, bool danish) {
  return {.id = {},
          .to = to,
          .reply_to = {},
          .subject = danish ? "Det er tid til en sikkerhedskopi" : "It is time for a backup",
          .text = danish ? "Der er ikke lavet en sikkerhedskopi af galleriet i en uge. Lav en i atelieret under "
                           "Backups, og hent den hjem en gang imellem.\n"
                         : "There has been no backup of the gallery for a week. Make one in the studio under Backups, "
                           "and download it now and then.\n"};
}

}  // namespace

void remind_of_backup(const ContentOptions& options) noexcept {
  try {
    options.db.transaction([&](pqxx::work& tx) {
      const auto now = options.clock();
      if (tx.exec_params(kDue, sql_time(now)).affected_rows() == 0) return;
      for (const auto& row : tx.exec("SELECT email, default_language FROM artist")) {
        mail::queue(tx, letter(row[0].as<std::string>(), row[1].as<std::string>() == "da"), now);
      }
    });
  } catch (const std::exception& e) {
    log::warning("nobody was reminded of a backup", {{"error", e.what()}});
  }
}

}  // namespace copper::content
