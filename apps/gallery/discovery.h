// How the gallery is found: sitemap with language pairs, feeds of new prints, robots (R6.8).
#pragma once

#include "apps/gallery/api.h"
#include "apps/gallery/house.h"
#include "platform/http/message.h"

namespace copper::gallery {

// Atom (RFC 4287): the newest prints.
http::Response feed(const House& house, ApiSession& api, Language language);

// Part 0 is /sitemap.xml: everything, or an index of the parts 1, 2, … (/sitemap-1.xml) when there are more
// prints than one part holds. Throws Error not_found for a part that does not exist.
http::Response sitemap(const House& house, ApiSession& api, std::int64_t part);

http::Response robots(const House& house);

}  // namespace copper::gallery
