// copper-imaging without a command: the service as a function on AWS Lambda, elsewhere as a server.
#pragma once

#include "platform/config/config.h"

namespace copper::hosts {

// Runs until SIGTERM or SIGINT; returns the exit status. docs/operations.md names the keys.
int serve_imaging(const Config& config);

}  // namespace copper::hosts
