#include "hosts/cdn.h"

#include "hosts/account.h"
#include "platform/aws/cloudfront.h"
#include "platform/base/error.h"

namespace copper::hosts {

std::function<void(const std::string& image)> forgetting_from(const Config& config) {
  const std::string distribution = config.text("CDN_DISTRIBUTION", "");
  if (distribution.empty()) return {};
  if (distribution.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos) {
    throw StartError("COPPER_CDN_DISTRIBUTION is '" + distribution +
                     "': it must be the id of a CloudFront distribution, such as E1A2B3C4D5E6F7.");
  }
  // Short, for an artist may be waiting; what fails is tried again.
  return [distribution, cloudfront = aws_service(config, "cloudfront", std::chrono::seconds(3))](
             const std::string& image) { aws::invalidate(cloudfront, distribution, "/" + image + "/*"); };
}

}  // namespace copper::hosts
