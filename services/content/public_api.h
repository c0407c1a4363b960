// What anybody may read: published galleries and their visible prints, the site's texts, the content
// revision. One SQL statement each, which builds the JSON; every answer carries X-Content-Revision.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response public_galleries(const ContentOptions& options, const http::Request& request);
http::Response public_gallery(const ContentOptions& options,
                              const http::Request& request);  // with its prints
http::Response public_gallery_prints(const ContentOptions& options, const http::Request& request);
http::Response public_prints(const ContentOptions& options, const http::Request& request);
http::Response public_print(const ContentOptions& options, const http::Request& request);
http::Response public_site(const ContentOptions& options, const http::Request& request);
http::Response public_revision(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
