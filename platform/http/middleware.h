// What surrounds every Handler that faces a socket.
#pragma once

#include <string>

#include "platform/base/error.h"
#include "platform/http/handler.h"

namespace copper::http {

// The outermost layer of a service or app: gives the request an id and a trace (observe/trace.h), puts both on every log
// line written below (observe/log.h), answers exceptions as the contract's JSON error, adds X-Request-Id to the response,
// writes one log line {service, method, path, route, status, ms} and counts the request (observe/metrics.h). Nested in
// one process, each layer logs and counts under its own service name.
Handler observed(std::string service, Handler next);

// `on_error` renders an error as a page for people; without it errors are JSON.
using ErrorPage = std::function<Response(const Request&, const Error&)>;
Handler observed(std::string service, Handler next, ErrorPage on_error);

// The request's X-Request-Id when it is 8 to 64 letters, digits, '-' and '_'; otherwise that of the request this thread
// serves already, or a new one.
std::string request_id_of(const Request& request);

// {"error":{"code","message","details"?}} with its status, and Retry-After when the error has one.
Response error_response(const Error& error);

// Adds `headers` to every response that does not carry a field of that name already.
Handler with_headers(Headers headers, Handler next);

}  // namespace copper::http
