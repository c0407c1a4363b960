// Galleries as their artist manages them (R4): texts in both languages, draft or published, a cover. What
// hangs in them and in which order is in ordering.h.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response list_galleries(const ContentOptions& options, const http::Request& request);
http::Response create_gallery(const ContentOptions& options, const http::Request& request);
http::Response get_gallery(const ContentOptions& options, const http::Request& request);
http::Response update_gallery(const ContentOptions& options, const http::Request& request);
http::Response delete_gallery(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
