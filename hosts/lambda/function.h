// A Handler as a Lambda function: events become requests, responses answers.
#pragma once

#include <functional>

#include "hosts/lambda/runtime.h"

namespace copper::lambda {

// `on_schedule` is called for the events of a schedule. Requests that API Gateway let through carry their own
// Authorization as X-Copper-Authorization (hosts/aws.h) and their client as X-Copper-Client (hosts/client_address.h):
// both are put back. An answer that Lambda would not carry (6 MB) becomes a 500, a function that is too late a 503. After
// each request its metrics are logged (observe/embedded_metrics.h).
Function function_of(http::Handler handler, std::function<void()> on_schedule = {});

}  // namespace copper::lambda
