// Lambda's events as the requests they are, and back: API Gateway's HTTP APIs and function URLs (payload format 2.0),
// API Gateway's REST APIs (1.0), and what a schedule or another function sends.
//
// (AWS: "Create AWS Lambda proxy integrations for HTTP APIs", "Lambda proxy integrations" of REST APIs, "Invoking
// Lambda function URLs".)
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "platform/http/handler.h"
#include "platform/json/json.h"

namespace copper::lambda {

enum class Format { http, rest };  // payload format 2.0 and 1.0

struct HttpEvent {
  Format format;
  http::Request request;
};
struct ScheduledEvent {};  // of EventBridge: time for what must happen without anybody asking
using Event = std::variant<HttpEvent, ScheduledEvent>;

// Throws Error bad_request for what is none of these.
Event read_event(std::string_view event);

// The answer in the event's own form; bytes that are not text are in base64.
std::string write_answer(Format format, const http::Response& response);

// A request as an event of format 2.0: what one function sends another.
std::string write_event(const http::Request& request);
// The answer to such an event.
http::Response read_answer(const std::string& answer);

}  // namespace copper::lambda
