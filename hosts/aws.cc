#include "hosts/aws.h"

#include <cctype>
#include <cstdlib>

#include "hosts/program.h"
#include "platform/aws/sigv4.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

// The caller's own Authorization, while AWS's takes its place.
constexpr std::string_view kBeside = "X-Copper-Authorization";

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
  return value == nullptr ? "" : value;
}

bool is_amazons(const std::string& address) {
  return address.find(".amazonaws.com") != std::string::npos;
}

std::function<void(http::Request&)> signing(const aws::Signer& signer, const std::string& address) {
  return [signer, address](http::Request& request) {
    if (const auto own = request.headers.find("Authorization")) request.headers.set(kBeside, std::string(*own));
    request.headers.erase("Authorization");
    signer.sign(request, address);
  };
}

}  // namespace

std::string region_from(const Config& config) {
  const std::string region = variable("AWS_REGION");
  return region.empty() ? config.required("S3_REGION", "a region such as eu-north-1") : region;
}

aws::CredentialsSource credentials_from(const Config&) {
  if (auto found = aws::credentials_from_environment()) return *std::move(found);
  throw StartError(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: calls to AWS need them in the environment.");
}

std::string endpoint_of(const std::string& service, const std::string& region) {
  std::string key = "AWS_ENDPOINT_URL_" + service;
  for (char& c : key) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string set = variable(key.c_str());
  return set.empty() ? "https://" + service + "." + region + ".amazonaws.com" : set;
}

http::Handler service_upstream(const Config& config, const std::string& key, const std::string& name) {
  const std::string address = address_from(config, key, "https://abc.execute-api.eu-north-1.amazonaws.com");
  http::UpstreamOptions options{.name = name, .base_url = address};
  if (config.flag("SIGN_CALLS", is_amazons(address))) {
    options.sign = signing(
        aws::Signer({.credentials = credentials_from(config), .region = region_from(config), .service = "execute-api"}),
        address);
  }
  return http::http_upstream(std::move(options));
}

void take_authorization_back(http::Request& request) {
  const auto own = request.headers.find(kBeside);
  if (own) {
    request.headers.set("Authorization", std::string(*own));
    request.headers.erase(kBeside);
  } else if (request.headers.get("Authorization").starts_with("AWS4-HMAC-SHA256 ")) {
    request.headers.erase("Authorization");
  }
}

}  // namespace copper::hosts
