// Parameters of AWS Systems Manager's Parameter Store (AWS Systems Manager API Reference, "GetParametersByPath").
#pragma once

#include <map>
#include <string>

#include "platform/aws/call.h"

namespace copper::aws {

// The parameters right below a path, as in /copper/prod/, by the last part of their names; SecureStrings are
// decrypted. Throws Error unavailable when Parameter Store does not answer or refuses, with its reason as the detail.
std::map<std::string, std::string> parameters_below(const CallOptions& ssm, const std::string& below);

}  // namespace copper::aws
