// What a program is on AWS: its region, its credentials, the services it calls.
#pragma once

#include <string>

#include "platform/aws/call.h"
#include "platform/aws/credentials.h"
#include "platform/config/config.h"

namespace copper::hosts {

// AWS_REGION, else COPPER_S3_REGION. Throws StartError without either.
std::string region_from(const Config& config);
// Those in the environment, as Lambda sets them; with COPPER_ROLE_ARN those of the role they may assume. Throws
// StartError when there are none.
aws::CredentialsSource credentials_from(const Config& config);
// AWS_ENDPOINT_URL_{SERVICE}, as the tools of AWS know it, else Amazon's own.
std::string endpoint_of(const std::string& service, const std::string& region);

// How this program calls a service such as "logs"; no try begins after `deadline`. Throws StartError as the above.
aws::CallOptions aws_service(const Config& config, const std::string& service, std::chrono::milliseconds deadline);

}  // namespace copper::hosts
