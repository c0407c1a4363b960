// What the programs of single parts have in common: the parts that run on Heroku and, without AWS, the services.
#pragma once

#include <string>

#include "platform/auth/verifier.h"
#include "platform/config/config.h"
#include "platform/http/server.h"

namespace copper::hosts {

// Reads the configuration (hosts/configuration.h), sets the log level, then runs; says on stderr why the program cannot start. The exit status.
int program(const std::string& name, int (*run)(const Config& config));

// COPPER_LISTEN_ADDRESS (127.0.0.1; Heroku needs 0.0.0.0), PORT, COPPER_BEHIND_PROXY. On the loopback interface only
// programs of this machine may ask a `service`.
http::Endpoint endpoint_from(const Config& config, const std::string& name);
http::Endpoint service_endpoint_from(const Config& config, const std::string& name);

// COPPER_{key} as an address without a slash at its end. Throws StartError naming the key.
std::string address_from(const Config& config, const std::string& key, const std::string& example);

// The OpenID provider at COPPER_OIDC_ISSUER, and what its access tokens must be like: COPPER_OIDC_AUDIENCE,
// COPPER_OIDC_ROLES_CLAIM.
http::Handler issuer_upstream(const Config& config);
auth::VerifierOptions verifier_options(const Config& config);

}  // namespace copper::hosts
