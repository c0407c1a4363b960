// Whom a call is made for: gallery and studio name their visitor to the gateway, and the gateway its client to the services,
// in X-Copper-Client.
#pragma once

#include <string>

#include "platform/config/config.h"
#include "platform/http/handler.h"

namespace copper::hosts {

// The side that asks. What a client says of itself goes no further. Gallery and studio show their `key`, in X-Copper-App-Key.
http::Handler naming_the_client(http::Handler upstream, std::string key = {});

// COPPER_APP_KEY, which gallery, studio and gateway share; empty: none. Throws StartError when it is too short.
std::string app_key_from(const Config& config);

// The gateway's side: the client of a call that shows the key is who the call names, or nobody when the app asks for itself,
// as in one process. Without the key it is whoever asks. An empty key is nobody's.
http::Handler believing_apps(std::string key, http::Handler next);

// The service's side: the client is who the call names. Only for calls that are known to be the gateway's or another
// service's, as those that API Gateway let through.
void believe_client(http::Request& request);
// The same for calls from this machine alone.
http::Handler believing_this_machine(http::Handler next);

}  // namespace copper::hosts
