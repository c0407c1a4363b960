#include "platform/http/metrics_page.h"

#include <boost/asio/ip/address.hpp>

#include "platform/base/crypto.h"
#include "platform/http/middleware.h"
#include "platform/observe/metrics.h"

namespace copper::http {
namespace {

bool is_from_this_machine(const Request& request) {
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(request.client_address, failure);
  return !failure && address.is_loopback() && !request.headers.find("X-Forwarded-For");
}

bool bears(const Request& request, const std::string& token) {
  return !token.empty() && base::equal_constant_time(request.headers.get("Authorization"), "Bearer " + token);
}

}  // namespace

Handler with_metrics(std::string token, Handler next) {
  Handler page = with_headers({{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}},
                              observed("metrics", [](const Request&) {
                                return text_response(200, metrics::text(), "text/plain; version=0.0.4");
                              }));
  return [token = std::move(token), page = std::move(page), next = std::move(next)](const Request& request) {
    const bool asks = request.path() == "/metrics" && (request.method == "GET" || request.method == "HEAD");
    return asks && (is_from_this_machine(request) || bears(request, token)) ? page(request) : next(request);
  };
}

}  // namespace copper::http
