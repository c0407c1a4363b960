#include "hosts/lambda/invoke.h"

#include "hosts/account.h"
#include "hosts/lambda/events.h"
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
  return [lambda = hosts::aws_service(config, "lambda", std::chrono::seconds(5)), function,
          target = "/2015-03-31/functions/" + http::percent_encode(function) +
                   "/invocations"](const http::Request& request) {
    aws::Answer answer =
        aws::call(lambda, {.method = "POST",
                           .target = target,
                           .headers = {{"Content-Type", "application/json"}, {"X-Amz-Invocation-Type", "Event"}},
                           .body = write_event(with_ids(request))});
    if (!answer.ok()) aws::throw_refused(answer, "invocation of " + function);
    return std::move(answer.response);
  };
}

}  // namespace copper::lambda
