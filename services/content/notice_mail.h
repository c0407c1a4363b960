// What is written when a notice comes in.
#pragma once

#include <string>

#include "platform/json/json.h"
#include "platform/mail/message.h"

namespace copper::content {

// `notice`: the columns of the table. `artist`: {email, language}. Answers go to the sender.
mail::Message mail_to_artist(const std::string& case_number, const json::Object& notice, const json::Object& artist);

// Holds nothing that the sender wrote: the address may be somebody else's.
mail::Message acknowledgement(const std::string& case_number, const json::Object& notice);

}  // namespace copper::content
