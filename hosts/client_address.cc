#include "hosts/client_address.h"

#include <boost/asio/ip/address.hpp>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/observe/log.h"

namespace copper::hosts {
namespace {

constexpr std::string_view kClient = "X-Copper-Client";
constexpr std::string_view kAppKey = "X-Copper-App-Key";
constexpr std::size_t kAppKeyLengthMin = 32;

bool is_this_machine(const std::string& address) {
  boost::system::error_code failure;
  const auto parsed = boost::asio::ip::make_address(address, failure);
  return !failure && parsed.is_loopback();
}

}  // namespace

http::Handler naming_the_client(http::Handler upstream, std::string key) {
  return [upstream = std::move(upstream), key = std::move(key)](http::Request request) {
    request.headers.erase(kClient);
    if (!request.client_address.empty()) request.headers.set(kClient, request.client_address);
    if (!key.empty()) request.headers.set(kAppKey, key);
    return upstream(request);
  };
}

std::string app_key_from(const Config& config) {
  std::string key = config.text("APP_KEY", "");
  if (!key.empty() && key.size() < kAppKeyLengthMin) {
    throw StartError("COPPER_APP_KEY is too short: it must be at least " + std::to_string(kAppKeyLengthMin) +
                     " random characters.");
  }
  return key;
}

http::Handler believing_apps(std::string key, http::Handler next) {
  return [key = std::move(key), next = std::move(next)](http::Request request) {
    if (const auto shown = request.headers.find(kAppKey)) {
      if (!key.empty() && base::equal_constant_time(*shown, key)) {
        request.client_address = request.headers.get(kClient);
      } else {
        log::warning("a key of an app is not the gateway's", {{"client", request.client_address}});
      }
    }
    request.headers.erase(kAppKey);
    return next(request);
  };
}

void believe_client(http::Request& request) {
  if (const auto client = request.headers.find(kClient)) request.client_address = *client;
}

http::Handler believing_this_machine(http::Handler next) {
  return [next = std::move(next)](http::Request request) {
    if (is_this_machine(request.client_address)) believe_client(request);
    return next(request);
  };
}

}  // namespace copper::hosts
