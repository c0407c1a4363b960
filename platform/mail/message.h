// One message of plain text, as RFC 5322 and RFC 2047 want it written.
#pragma once

#include <string>

#include "platform/base/clock.h"

namespace copper::mail {

struct Message {
  std::string id;        // a UUID, the same however often the message is sent: who gets it twice can tell
  std::string to;        // an address without a name, as all of them are
  std::string reply_to;  // empty: whoever sent it
  std::string subject;
  std::string text;  // UTF-8
};

// Header and body with CRLF at every line's end. Whatever is not printable ASCII is encoded, in a header as in the
// text, so nothing that somebody wrote can become a header. Throws std::invalid_argument for an address that cannot
// stand in one.
std::string written(const Message& message, const std::string& from, base::TimePoint date);

}  // namespace copper::mail
