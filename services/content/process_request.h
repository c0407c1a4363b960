// What imaging is asked to do with an original (POST /api/v1/process).
#pragma once

#include <string>

#include "services/content/content.h"

namespace copper::content {

http::Request process_request(const ContentOptions& options, const std::string& image, int attempt,
                              const std::string& token);

}  // namespace copper::content
