#include "hosts/account.h"

#include <cctype>
#include <cstdlib>

#include "platform/aws/assumed_role.h"
#include "platform/base/error.h"
#include "platform/http/client.h"

namespace copper::hosts {
namespace {

using std::chrono::milliseconds;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
  return value == nullptr ? "" : value;
}

// AWS General Reference, "Amazon CloudFront endpoints and quotas".
bool is_global(const std::string& service) {
  return service == "cloudfront";
}

aws::CallOptions options_of(const std::string& service, const std::string& region, aws::CredentialsSource credentials,
                            milliseconds deadline) {
  const std::string address = endpoint_of(service, region);
  return {.upstream = http::http_upstream(
              {.name = "AWS " + service, .base_url = address, .timeout = deadline, .retries_max = 0}),
          .base_url = address,
          .signer = aws::Signer({.credentials = std::move(credentials), .region = region, .service = service}),
          .deadline = deadline};
}

}  // namespace

std::string region_from(const Config& config) {
  const std::string region = variable("AWS_REGION");
  return region.empty() ? config.required("S3_REGION", "a region such as eu-north-1") : region;
}

aws::CredentialsSource credentials_from(const Config& config) {
  const auto own = aws::credentials_from_environment();
  if (!own) {
    throw StartError(
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: calls to AWS need them in the environment.");
  }
  const std::string role = config.text("ROLE_ARN", "");
  if (role.empty()) return *own;
  if (!role.starts_with("arn:")) {
    throw StartError("COPPER_ROLE_ARN is '" + role +
                     "': it must be like arn:aws:iam::123456789012:role/copper-gateway.");
  }
  return aws::assumed_role({.sts = options_of("sts", region_from(config), *own, milliseconds(5000)), .role_arn = role});
}

std::string endpoint_of(const std::string& service, const std::string& region) {
  std::string key = "AWS_ENDPOINT_URL_" + service;
  for (char& c : key) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string set = variable(key.c_str());
  if (!set.empty()) return set;
  return "https://" + service + (is_global(service) ? "" : "." + region) + ".amazonaws.com";
}

aws::CallOptions aws_service(const Config& config, const std::string& service, milliseconds deadline) {
  return options_of(service, is_global(service) ? "us-east-1" : region_from(config), credentials_from(config),
                    deadline);
}

}  // namespace copper::hosts
