#include "hosts/lambda/function.h"

#include <cstdlib>

#include "hosts/aws.h"
#include "hosts/client_address.h"
#include "hosts/lambda/events.h"
#include "platform/http/middleware.h"
#include "platform/observe/embedded_metrics.h"
#include "platform/observe/log.h"

namespace copper::lambda {
namespace {

constexpr std::size_t kAnswerBytesMax = 6 * 1024 * 1024;

std::string function_name() {
  const char* name = std::getenv("AWS_LAMBDA_FUNCTION_NAME");  // NOLINT(concurrency-mt-unsafe): nobody changes it
  return name == nullptr ? "unknown" : name;
}

// Instead of the handler's own, and marked like it: hosts/aws.cc tells a service's answers by their request id.
std::string write_error(const HttpEvent& event, const Error& error) {
  http::Response response = http::error_response(error);
  response.headers.set("X-Request-Id", http::request_id_of(event.request));
  return write_answer(event.format, response);
}

std::string answer_to(const HttpEvent& event, const http::Handler& handler) {
  http::Request request = event.request;
  hosts::take_authorization_back(request);
  hosts::believe_client(request);
  std::string answer = write_answer(event.format, handler(request));
  metrics::log_requests(function_name());
  if (answer.size() <= kAnswerBytesMax) return answer;
  log::error("answer too large", {{"path", request.path()}, {"bytes", answer.size()}});
  return write_error(event, Error(ErrorCode::internal, "The answer is too large. Ask for less at a time."));
}

}  // namespace

Function function_of(http::Handler handler, std::function<void()> on_schedule) {
  return {.answer =
              [handler = std::move(handler), on_schedule = std::move(on_schedule)](const Invocation& invocation) {
                const Event event = read_event(invocation.event.view());
                if (const auto* http = std::get_if<HttpEvent>(&event)) return answer_to(*http, handler);
                const log::Scope scope("schedule", invocation.request_id);
                if (!on_schedule) throw Error(ErrorCode::bad_request, "This function has nothing to do on a schedule.");
                on_schedule();
                return std::string("{}");
              },
          .too_late =
              [](const Invocation& invocation) {
                const Event event = read_event(invocation.event.view());
                const auto* http = std::get_if<HttpEvent>(&event);
                if (http == nullptr) return std::string("{}");
                return write_error(*http,
                                   Error(ErrorCode::unavailable, "This takes too long. Please try again in a moment."));
              }};
}

}  // namespace copper::lambda
