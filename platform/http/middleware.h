// What surrounds every Handler that faces a socket.
#pragma once

#include <string>

#include "platform/base/error.h"
#include "platform/http/handler.h"

namespace copper::http {

// The outermost layer of a service or app: gives the request an id (an X-Request-Id of 8 to 64 letters, digits, '-'
// and '_' is kept, anything else replaced), puts it on every log line written below (observe/log.h), answers
// exceptions as the contract's JSON error, adds X-Request-Id to the response and writes one log line
// {service, method, path, status, ms}. Nested in one process, each layer logs under its own service name.
Handler observed(std::string service, Handler next);

// `on_error` renders an error as a page for people; without it errors are JSON.
using ErrorPage = std::function<Response(const Request&, const Error&)>;
Handler observed(std::string service, Handler next, ErrorPage on_error);

// {"error":{"code","message","details"?}} with its status.
Response error_response(const Error& error);

// Adds `headers` to every response that does not carry a field of that name already.
Handler with_headers(Headers headers, Handler next);

}  // namespace copper::http
