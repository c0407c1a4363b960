// Which language a visitor gets, and the one cookie that remembers it (R6.1, R6.7).
#pragma once

#include "apps/gallery/paths.h"
#include "platform/http/message.h"

namespace copper::gallery {

// The cookie's language, otherwise what Accept-Language asks for.
Language preferred_language(const http::Request& request);

// The language of the path when it has one, otherwise the preferred: for pages that say something is missing.
Language language_of(const http::Request& request);

// GET /: 302 to the home page in the preferred language.
http::Response welcome(const http::Request& request);

// GET /language?to=da&path=/da/tryk/12-trappen: remembers `to` for a year and goes to `path`, which must be a
// page of this site in that language; to its home page otherwise.
http::Response switch_language(const http::Request& request, bool secure_cookies);

}  // namespace copper::gallery
