// The one idea: everything that answers a request is a Handler.
//
// A service's routes are a Handler, middleware turns a Handler into a Handler, an upstream is a Handler. A host
// (the server, the Lambda loop, a test) feeds requests to one. Handlers are called from many threads at once.
#pragma once

#include <functional>
#include <optional>

#include "platform/http/message.h"

namespace copper::http {

// One request in, one response out. May block; may throw Error (see platform/base/error.h).
using Handler = std::function<Response(const Request&)>;

// Asked before the Handler, on the I/O thread: must not block. Caches are Lookups.
using Lookup = std::function<std::optional<Response>(const Request&)>;

}  // namespace copper::http
