// The search page (R5): prints found by words and narrowed down, all of it said by the URL; and suggestions for who types.
#pragma once

#include "apps/gallery/api.h"
#include "apps/gallery/house.h"
#include "platform/http/message.h"

namespace copper::gallery {

// The page of who looks for nothing yet: what there is, by technique, year and so on.
http::Response search_index(const House& house, ApiSession& api, Language language);

// What was found. It may be asked for in endless ways, so nobody keeps it; the API counts it as the client's own. What the
// API does not answer (400, 429, 503) is said in words, with the same status.
http::Response search_page(const House& house, ApiSession& api, Language language, const http::Request& request);

// GET /suggestions?language=en&q=harb: the API's answer to browser code.
http::Response suggestions(ApiSession& api, const http::Request& request);

}  // namespace copper::gallery
