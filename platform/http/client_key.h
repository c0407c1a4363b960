// Who a client is: by its address, as the connection or the proxy in front names it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace copper::http {

// What limits count a client by. Who has one IPv6 address has a /64 of them, so that counts as one client.
std::string client_key(std::string_view address);

// The address that the nearest proxy saw: the last hop of the last X-Forwarded-For, which alone the client cannot
// write. nullopt when it is not an IP address. Only to be asked when a proxy is known to be in front.
std::optional<std::string> forwarded_address(const Headers& headers);

}  // namespace copper::http
