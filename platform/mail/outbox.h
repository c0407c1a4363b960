// Mail that is never lost: written down in the transaction of what it tells about, sent after it, again and again
// until the server takes it. Table outgoing_mail.
#pragma once

#include <pqxx/pqxx>

#include "platform/base/clock.h"
#include "platform/db/pool.h"
#include "platform/mail/sender.h"

namespace copper::mail {

// The message needs no id; it gets one here.
void queue(pqxx::work& tx, const Message& message, base::TimePoint now);

// Sends what is due, until there is nothing more or something fails; that waits, at most an hour, and is given up after
// three days. Never throws. Of several processes each message is one's.
void send_due(db::Pool& db, const Sender& sender, base::TimePoint now) noexcept;

}  // namespace copper::mail
