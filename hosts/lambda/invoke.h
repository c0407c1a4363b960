// Another Lambda function as a Handler that is only told: "Invoke" of the Lambda API, asynchronously.
#pragma once

#include <string>

#include "platform/config/config.h"
#include "platform/http/handler.h"

namespace copper::lambda {

// Answers 202 once Lambda has the request, as an event of payload format 2.0. It may have it twice, when an answer was
// lost. The request id and the trace travel with it. Throws Error unavailable when Lambda does not answer, refuses, or
// has too many for seconds; StartError without credentials or region.
http::Handler asynchronously(const Config& config, const std::string& function);

}  // namespace copper::lambda
