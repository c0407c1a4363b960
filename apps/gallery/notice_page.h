// The notice-and-takedown page (R6.5, R8.1): a form that works without JavaScript.
#pragma once

#include "apps/gallery/api.h"
#include "apps/gallery/house.h"
#include "platform/http/message.h"

namespace copper::gallery {

// The empty form; with ?print=17 it is about that print; with ?case=2023-0017 the thanks for a notice.
http::Response notice_page(const House& house, ApiSession& api, Language language, const http::Request& request);

// What the form sends, passed on to the API: the case number, or the form again with what is wrong beside the fields.
http::Response send_notice(const House& house, ApiSession& api, Language language, const http::Request& request);

}  // namespace copper::gallery
