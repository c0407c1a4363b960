// Prints as their artist manages them (R3): the record, its image, draft or published.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response list_prints(const ContentOptions& options, const http::Request& request);
// From a complete upload: 202, for the image is processed afterwards.
http::Response create_print(const ContentOptions& options, const http::Request& request);
http::Response get_print(const ContentOptions& options, const http::Request& request);
http::Response update_print(const ContentOptions& options, const http::Request& request);
http::Response delete_print(const ContentOptions& options, const http::Request& request);

// Makes a print, whose row is locked, a draft: the public does not see it any more. The caller settles publications.
void hide_print(const ContentOptions& options, pqxx::work& tx, std::int64_t print);

// Another image for the print (R3.4), from a complete upload. The old one stays until the new one is
// completed.
http::Response replace_image(const ContentOptions& options, const http::Request& request);
// Has a failed image tried again, or a completed one made anew.
http::Response retry_image(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
