// Invalidations of Amazon CloudFront (Amazon CloudFront API Reference, 2020-05-31, "CreateInvalidation").
#pragma once

#include <string>

#include "platform/aws/call.h"

namespace copper::aws {

// Has a distribution forget what it keeps of `path`, which begins with '/' and may end with '*': soon, at every edge.
// Throws Error unavailable when CloudFront does not answer or refuses, as it does while too many are under way.
void invalidate(const CallOptions& cloudfront, const std::string& distribution, const std::string& path);

}  // namespace copper::aws
