// Conditional and partial answers (RFC 9110 §13 and §14), as a pure function of a request and a full response.
#pragma once

#include "platform/http/message.h"

namespace copper::http {

// For GET and HEAD answered 200: If-None-Match against the response's ETag gives 304; one byte range gives 206 or 416
// (several ranges are ignored, as the RFC allows); If-Range is honoured. Anything else comes back unchanged.
Response conditional(const Request& request, Response full);

}  // namespace copper::http
