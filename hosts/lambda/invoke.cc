#include "hosts/lambda/invoke.h"

#include "hosts/aws.h"
#include "hosts/lambda/events.h"
#include "platform/aws/sigv4.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::lambda {
namespace {

// What an HTTP upstream would say of the request it belongs to.
http::Request with_ids(http::Request request) {
  if (!log::Scope::current_request_id().empty()) {
    request.headers.set("X-Request-Id", log::Scope::current_request_id());
  }
  if (const auto trace = log::Scope::current_trace()) {
    request.headers.set("traceparent", trace::to_traceparent(trace::child(*trace)));
  }
  return request;
}

}  // namespace

http::Handler asynchronously(const Config& config, const std::string& function) {
  const std::string region = hosts::region_from(config);
  const std::string address = hosts::endpoint_of("lambda", region);
  const aws::Signer signer({.credentials = hosts::credentials_from(config), .region = region, .service = "lambda"});
  const auto lambda = http::http_upstream(
      {.name = "AWS Lambda", .base_url = address, .sign = [signer, address](http::Request& request) {
         signer.sign(request, address);
       }});
  return [lambda, target = "/2015-03-31/functions/" + http::percent_encode(function) +
                           "/invocations"](const http::Request& request) {
    return lambda({.method = "POST",
                   .target = target,
                   .headers = {{"Content-Type", "application/json"}, {"X-Amz-Invocation-Type", "Event"}},
                   .body = write_event(with_ids(request))});
  };
}

}  // namespace copper::lambda
