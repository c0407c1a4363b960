// The other side of AWS as Handlers (R0.7): every call is signed. A signature takes the Authorization header; the
// caller's own travels beside it, as X-Copper-Authorization.
#pragma once

#include <string>

#include "platform/aws/credentials.h"
#include "platform/config/config.h"
#include "platform/http/client.h"

namespace copper::hosts {

// AWS_REGION, else COPPER_S3_REGION. Throws StartError without either.
std::string region_from(const Config& config);
// Throws StartError when there are none.
aws::CredentialsSource credentials_from(const Config& config);
// AWS_ENDPOINT_URL_{SERVICE}, as the tools of AWS know it, else Amazon's own.
std::string endpoint_of(const std::string& service, const std::string& region);

// The service at COPPER_{key}. Calls are signed when it is one of Amazon's API Gateway, or COPPER_SIGN_CALLS is true.
// Throws StartError naming the key.
http::Handler service_upstream(const Config& config, const std::string& key, const std::string& name);

// The caller's own Authorization in the place of the signature, on the other side.
void take_authorization_back(http::Request& request);

}  // namespace copper::hosts
