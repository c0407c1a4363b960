// The other side of AWS as Handlers (R0.7): every call is signed. A signature takes the Authorization header; the
// caller's own travels beside it, as X-Copper-Authorization.
#pragma once

#include <string>

#include "platform/config/config.h"
#include "platform/http/client.h"

namespace copper::hosts {

// The service at COPPER_{key}. Calls are signed when it is one of Amazon's API Gateway, or COPPER_SIGN_CALLS is true;
// what API Gateway refuses is then Error unavailable, unless another try within two seconds is let through. Throws
// StartError naming the key.
http::Handler service_upstream(const Config& config, const std::string& key, const std::string& name);

// The caller's own Authorization in the place of the signature, on the other side.
void take_authorization_back(http::Request& request);

}  // namespace copper::hosts
