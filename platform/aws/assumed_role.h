// The short-lived credentials of a role (AWS STS API Reference, "AssumeRole"), for programs outside AWS: what their
// own key may do is to assume the role, and nothing else.
#pragma once

#include <string>

#include "platform/aws/call.h"

namespace copper::aws {

struct RoleOptions {
  CallOptions sts;       // signed with the program's own key
  std::string role_arn;  // arn:aws:iam::123456789012:role/copper-gateway
  base::Clock clock = base::system_now;
};

// Asks for them when first used and again ten minutes before their hour is over, while the others go on with those there
// are. A renewal that fails is tried again every minute; without valid credentials it throws Error unavailable, with the
// reason as the detail.
CredentialsSource assumed_role(RoleOptions options);

}  // namespace copper::aws
