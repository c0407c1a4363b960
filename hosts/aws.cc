#include "hosts/aws.h"

#include <thread>

#include "hosts/account.h"
#include "hosts/program.h"
#include "platform/aws/sigv4.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

// The caller's own Authorization, while AWS's takes its place.
constexpr std::string_view kBeside = "X-Copper-Authorization";

constexpr int kTriesMax = 3;
constexpr std::chrono::milliseconds kPause{100};         // after the first try, twice that after the second
constexpr std::chrono::milliseconds kTryAgainFor{2000};  // whoever asks is waiting

bool is_amazons(const std::string& address) {
  return address.find(".amazonaws.com") != std::string::npos;
}

// Every answer of a service carries a request id; API Gateway's own, instead of the service's, do not.
bool is_the_services(const http::Response& response) {
  return response.headers.find("X-Request-Id").has_value();
}

// What API Gateway says is for the operator.
Error refused(const std::string& name, const http::Response& response) {
  return Error(ErrorCode::unavailable, "A part of the gallery is not answering. Please try again in a moment.",
               "API Gateway answers " + std::to_string(response.status) + " in place of " + name + ": " +
                   response.body.text().substr(0, 300))
      .retry_after(std::chrono::seconds(1));
}

// Signs each call. What was throttled, or refused for our wrong clock, has done nothing and is sent again, and so is a
// read that failed.
http::Handler signed_upstream(http::UpstreamOptions options, aws::Signer signer) {
  options.sign = [signer, address = options.base_url](http::Request& request) {
    request.headers.erase(kBeside);
    if (const auto own = request.headers.find("Authorization")) request.headers.set(kBeside, std::string(*own));
    request.headers.erase("Authorization");
    signer.sign(request, address);
  };
  const std::string name = options.name;
  return [name, upstream = http::http_upstream(std::move(options)), signer](const http::Request& request) {
    const auto last_try = std::chrono::steady_clock::now() + kTryAgainFor;
    for (int tried = 1;; ++tried) {
      http::Response response = upstream(request);
      if (is_the_services(response)) return response;
      const bool clock = response.status == 403 && signer.correct_clock(response);
      const bool again = response.status == 429 || (response.status >= 500 && request.is_read());
      if (tried == kTriesMax || !(clock || again) || std::chrono::steady_clock::now() > last_try) {
        throw refused(name, response);
      }
      if (again) std::this_thread::sleep_for(kPause * tried);
    }
  };
}

}  // namespace

http::Handler service_upstream(const Config& config, const std::string& key, const std::string& name) {
  const std::string address = address_from(config, key, "https://abc.execute-api.eu-north-1.amazonaws.com");
  http::UpstreamOptions options{.name = name, .base_url = address};
  if (!config.flag("SIGN_CALLS", is_amazons(address))) return http::http_upstream(std::move(options));
  return signed_upstream(
      std::move(options),
      aws::Signer({.credentials = credentials_from(config), .region = region_from(config), .service = "execute-api"}));
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
