// The artists of this gallery, as an admin manages them (R1.5).
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response list_artists(const ContentOptions& options, const http::Request& request);
http::Response create_artist(const ContentOptions& options, const http::Request& request);
http::Response get_artist(const ContentOptions& options, const http::Request& request);
http::Response update_artist(const ContentOptions& options, const http::Request& request);
// Error conflict while the artist has prints, galleries or notices.
http::Response delete_artist(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
