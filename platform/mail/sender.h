// Where mail goes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "platform/config/config.h"
#include "platform/mail/message.h"

namespace copper::mail {

// Returns when the message is on its way, throws when it is not. It may be sent twice, never lost.
using Sender = std::function<void(const Message&)>;

// Into {directory}/{id}.eml, which any mail program opens. Makes the directory.
Sender to_files(std::filesystem::path directory, std::string from);

// To a mail server: smtp://user:password@host:587 or smtps://host. A password is only sent encrypted.
Sender to_server(std::string url, std::string from);

// COPPER_SMTP_URL, COPPER_MAIL_FROM; files without the first. Throws StartError naming the key.
Sender sender_from(const Config& config, const std::filesystem::path& directory);

}  // namespace copper::mail
