// The pages: from a PageRef and the API's answers to HTML.
#pragma once

#include <boost/json.hpp>

#include "apps/gallery/api.h"
#include "apps/gallery/house.h"
#include "apps/gallery/paths.h"
#include "platform/http/message.h"

namespace copper::gallery {

// The page, or a 301 when `path` is not what it is called (any more). Throws Error not_found and unavailable.
http::Response page_for(const House& house, ApiSession& api, const PageRef& ref, std::string_view path);

// Says what happened and what to do next. `status` is 404, 503 or another error.
http::Response error_page(const House& house, const boost::json::object& site, Language language, int status);

// For print_page.cc and discovery.cc.
std::string language_query(Language language);  // "language=en"
http::Response html_response(std::string html, Language language);
http::Response moved_to(const std::string& path);
http::Response print_page(const House& house, ApiSession& api, const PageRef& ref, std::string_view path);

}  // namespace copper::gallery
