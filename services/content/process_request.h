// What imaging is asked to do with an original (POST /api/v1/process).
#pragma once

#include <string>

#include "services/content/content.h"

namespace copper::content {

// Everything that imaging is told about an image and that can change, as one text: differs when the image must be made
// anew.
std::string image_inputs(pqxx::work& tx, const std::string& image);

http::Request process_request(const ContentOptions& options, const std::string& image, int attempt,
                              const std::string& token);

}  // namespace copper::content
