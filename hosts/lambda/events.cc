#include "hosts/lambda/events.h"

#include <algorithm>

#include "platform/base/encoding.h"
#include "platform/http/url.h"

namespace copper::lambda {
namespace {

using json::Object;
using json::Value;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::bad_request, "This is not an event that the function knows: " + what + ".");
}

const Object& object_at(const Object& in, std::string_view name) {
  static const Object none;
  const Value* found = in.if_contains(name);
  return found != nullptr && found->is_object() ? found->as_object() : none;
}

std::string text_at(const Object& in, std::string_view name) {
  const Value* found = in.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

bool is_true(const Object& in, std::string_view name) {
  const Value* found = in.if_contains(name);
  return found != nullptr && found->is_bool() && found->as_bool();
}

// What an event brings was a header's once, but nobody has looked since.
void add_header(http::Headers& headers, std::string_view name, const Value& value) {
  try {
    headers.add(name, value.as_string());
  } catch (const std::exception&) {
    refuse("its header " + std::string(name) + " is none");
  }
}

http::Body body_of(const Object& event) {
  const Value* body = event.if_contains("body");
  if (body == nullptr || !body->is_string()) return {};
  const auto& text = body->as_string();
  if (!is_true(event, "isBase64Encoded")) return std::string(text);
  auto bytes = base::from_base64(text);
  if (!bytes) refuse("its body is not base64");
  return *std::move(bytes);
}

// Some of them come decoded: '%' and what may stand in a path stay, everything else is encoded again.
std::string encoded_path(std::string_view path) {
  return http::percent_encode(path, "/%:@!$&'()*+,;=");
}

// The name of the stage is part of the path unless it is the default one.
std::string_view without_stage(std::string_view path, std::string_view stage) {
  if (stage.empty() || stage == "$default" || !path.starts_with("/" + std::string(stage))) return path;
  const auto rest = path.substr(stage.size() + 1);
  return rest.empty() ? "/" : rest.front() == '/' ? rest : path;
}

http::Request read_http(const Object& event) {
  const Object& context = object_at(event, "requestContext");
  const Object& about = object_at(context, "http");
  http::Request request{.method = text_at(about, "method"), .client_address = text_at(about, "sourceIp")};
  const auto path = text_at(event, "rawPath");
  if (request.method.empty() || !path.starts_with('/')) refuse("it has no method or no path");
  request.target = encoded_path(without_stage(path, text_at(context, "stage")));
  const auto query = text_at(event, "rawQueryString");
  if (!query.empty()) request.target += "?" + http::percent_encode(query, "%&=+:/?@!$'()*,;");
  for (const auto& [name, value] : object_at(event, "headers")) add_header(request.headers, name, value);
  // Cookies come apart; HTTP has them in one field (RFC 6265 §5.4).
  std::string cookies;
  if (const Value* list = event.if_contains("cookies"); list != nullptr && list->is_array()) {
    for (const auto& cookie : list->as_array()) {
      if (cookie.is_string()) cookies.append(cookies.empty() ? "" : "; ").append(cookie.as_string());
    }
  }
  if (!cookies.empty()) {
    request.headers.erase("Cookie");
    add_header(request.headers, "Cookie", Value(cookies));
  }
  request.body = body_of(event);
  return request;
}

// Several values of one name, or the single ones where those are not there.
template <class F>
void for_each_value(const Object& event, std::string_view several, std::string_view single, F&& f) {
  for (const auto& [name, values] : object_at(event, several)) {
    if (!values.is_array()) refuse("its " + std::string(several) + " are none");
    for (const auto& value : values.as_array()) f(name, value);
  }
  if (!object_at(event, several).empty()) return;
  for (const auto& [name, value] : object_at(event, single)) f(name, value);
}

http::Request read_rest(const Object& event) {
  const Object& context = object_at(event, "requestContext");
  http::Request request{.method = text_at(event, "httpMethod"),
                        .client_address = text_at(object_at(context, "identity"), "sourceIp")};
  const auto path = text_at(event, "path");
  if (request.method.empty() || !path.starts_with('/')) refuse("it has no method or no path");
  request.target = encoded_path(path);
  char before = '?';
  for_each_value(event, "multiValueQueryStringParameters", "queryStringParameters",
                 [&](std::string_view name, const Value& value) {
                   if (!value.is_string()) refuse("its query is none");
                   request.target.append(1, before).append(http::percent_encode(name)).append("=");
                   request.target.append(http::percent_encode(value.as_string()));
                   before = '&';
                 });
  for_each_value(event, "multiValueHeaders", "headers",
                 [&](std::string_view name, const Value& value) { add_header(request.headers, name, value); });
  request.body = body_of(event);
  return request;
}

bool is_text(const http::Response& response, std::string_view body) {
  if (response.headers.find("Content-Encoding")) return false;
  const auto type = response.headers.get("Content-Type");
  const bool says_so = type.starts_with("text/") || type.find("json") != std::string_view::npos ||
                       type.find("xml") != std::string_view::npos || type.find("javascript") != std::string_view::npos;
  return (body.empty() || says_so) && base::is_utf8(body);
}

void set_body(Object& answer, const http::Response& response) {
  const std::string body = response.body.text();
  const bool text = is_text(response, body);
  answer["isBase64Encoded"] = !text;
  answer["body"] = text ? body : base::to_base64(body);
}

Object http_answer(const http::Response& response) {
  Object headers;
  json::Array cookies;
  for (const auto& [name, value] : response.headers) {
    if (http::Headers{{name, ""}}.find("Set-Cookie")) {
      cookies.emplace_back(value);
    } else if (Value* earlier = headers.if_contains(name)) {
      *earlier = std::string(earlier->as_string()) + ", " + value;
    } else {
      headers[name] = value;
    }
  }
  return {{"headers", std::move(headers)}, {"cookies", std::move(cookies)}};
}

Object rest_answer(const http::Response& response) {
  Object headers;
  for (const auto& [name, value] : response.headers) {
    Value& values = headers[name];
    if (!values.is_array()) values = json::Array();
    values.as_array().emplace_back(value);
  }
  return {{"multiValueHeaders", std::move(headers)}};
}

Object parsed(std::string_view text) {
  boost::json::error_code failure;
  auto value = boost::json::parse(text, failure);
  if (failure || !value.is_object()) refuse("it is not a JSON object");
  return std::move(value.as_object());
}

}  // namespace

Event read_event(std::string_view event) {
  const Object in = parsed(event);
  if (text_at(in, "source") == "aws.events" || text_at(in, "source") == "aws.scheduler") return ScheduledEvent{};
  if (object_at(in, "requestContext").contains("http")) return HttpEvent{Format::http, read_http(in)};
  if (in.contains("httpMethod")) return HttpEvent{Format::rest, read_rest(in)};
  refuse("neither a request of API Gateway or a function URL, nor a schedule's");
}

std::string write_answer(Format format, const http::Response& response) {
  Object answer = format == Format::http ? http_answer(response) : rest_answer(response);
  answer["statusCode"] = response.status;
  set_body(answer, response);
  return boost::json::serialize(answer);
}

std::string write_event(const http::Request& request) {
  Object headers;
  for (const auto& [name, value] : request.headers) headers[name] = value;
  const std::string body = request.body.text();
  const bool text = base::is_utf8(body);
  return boost::json::serialize(Object{
      {"version", "2.0"},
      {"rawPath", request.path()},
      {"rawQueryString", request.query_string()},
      {"headers", std::move(headers)},
      {"requestContext", {{"http", {{"method", request.method}, {"path", request.path()}}}, {"stage", "$default"}}},
      {"body", text ? body : base::to_base64(body)},
      {"isBase64Encoded", !text}});
}

http::Response read_answer(const std::string& answer) {
  const Object in = parsed(answer);
  const Value* status = in.if_contains("statusCode");
  if (status == nullptr || !status->is_int64()) refuse("an answer without statusCode");
  http::Response response{.status = static_cast<int>(status->as_int64()), .body = body_of(in)};
  for_each_value(in, "multiValueHeaders", "headers",
                 [&](std::string_view name, const Value& value) { add_header(response.headers, name, value); });
  if (const Value* cookies = in.if_contains("cookies"); cookies != nullptr && cookies->is_array()) {
    for (const auto& cookie : cookies->as_array()) add_header(response.headers, "Set-Cookie", cookie);
  }
  return response;
}

}  // namespace copper::lambda
