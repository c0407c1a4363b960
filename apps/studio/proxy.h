// The artist's part of the API under the studio's own origin.
#pragma once

#include <string_view>

#include "apps/studio/sessions.h"
#include "platform/http/handler.h"

namespace copper::studio {

// Refuses what a page of another origin made the browser send (cross-site request forgery): Error forbidden
// unless the request says it comes from `origin` itself (Fetch Metadata, RFC 6454). Browsers set both
// headers; pages cannot.
void require_same_origin(const http::Request& request, std::string_view origin);

// Passes the request on with the access token in place of everything the browser has no business sending.
// Error not_found for a path that is not literally below /api/v1/artist/.
http::Response forward(const http::Request& request, const Session& session, const http::Handler& api);

}  // namespace copper::studio
