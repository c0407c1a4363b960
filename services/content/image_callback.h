// Imaging's answer to a job (see image_jobs.h): POST /api/v1/images/callback, with the attempt's token as
// bearer token.
#pragma once

#include "services/content/content.h"

namespace copper::content {

http::Response image_callback(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
