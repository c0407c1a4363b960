// The CDN as it is told of images that are no longer public.
#pragma once

#include <functional>
#include <string>

#include "platform/config/config.h"

namespace copper::hosts {

// Has the CloudFront distribution COPPER_CDN_DISTRIBUTION forget all of an image; empty without the setting. What it
// returns throws Error unavailable when CloudFront does not answer or refuses. Throws StartError naming the key.
std::function<void(const std::string& image)> forgetting_from(const Config& config);

}  // namespace copper::hosts
