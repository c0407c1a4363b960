#include "platform/http/middleware.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "platform/base/crypto.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/observe/trace.h"

namespace copper::http {
namespace {

bool is_request_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

// What programs ask every second, answered well, would bury everything else in the log.
bool is_routine(const Request& request, const Response& response) {
  const auto path = request.path();
  return response.status < 400 &&
         (path.ends_with("/healthz") || path.ends_with("/readyz") || path == "/metrics" || path.ends_with("/revision"));
}

// Turns what a Handler throws into an Error, having logged what the client is not told.
Error public_error() {
  try {
    throw;
  } catch (const Error& error) {
    if (status_of(error.code()) >= 500 || !error.internal_detail().empty()) {
      log::warning("request failed", {{"error", error.what()}, {"detail", error.internal_detail()}});
    }
    return error;
  } catch (const std::exception& error) {
    log::error("request failed", {{"error", error.what()}});
  } catch (...) {
    log::error("request failed", {{"error", "an exception of unknown type"}});
  }
  return Error(ErrorCode::internal, "Something went wrong here. It has been logged; please try again.");
}

void set_retry_after(Response& response, const Error& error) {
  if (const auto wait = error.retry_after()) response.headers.set("Retry-After", std::to_string(wait->count()));
}

// What the part works under: its own span of the caller's trace, or of the one this thread is in already, or a new one.
trace::Context trace_of(const Request& request) {
  auto parent = trace::parse(request.headers.get("traceparent"));
  if (!parent) parent = log::Scope::current_trace();
  return parent ? trace::child(*parent) : trace::make();
}

}  // namespace

Response error_response(const Error& error) {
  boost::json::object body{{"code", name_of(error.code())}, {"message", error.what()}};
  if (!error.details().empty()) {
    boost::json::array details;
    for (const auto& detail : error.details()) {
      details.push_back({{"field", detail.field}, {"message", detail.message}});
    }
    body["details"] = std::move(details);
  }
  Response response =
      text_response(status_of(error.code()), boost::json::serialize(boost::json::object{{"error", std::move(body)}}),
                    "application/json; charset=utf-8");
  // RFC 9110 §15.5.2 asks for it; RFC 6750 §3 says how.
  if (error.code() == ErrorCode::unauthorized) response.headers.set("WWW-Authenticate", "Bearer");
  set_retry_after(response, error);
  return response;
}

std::string request_id_of(const Request& request) {
  const auto given = request.headers.get("X-Request-Id");
  if (is_request_id(given)) return std::string(given);
  const auto under_way = log::Scope::current_request_id();
  return under_way.empty() ? base::uuid4() : std::string(under_way);
}

Handler observed(std::string service, Handler next, ErrorPage on_error) {
  return
      [service = std::move(service), next = std::move(next), on_error = std::move(on_error)](const Request& incoming) {
        const auto start = std::chrono::steady_clock::now();
        Request request = incoming;
        const std::string id = request_id_of(request);
        const trace::Context trace = trace_of(request);
        request.headers.set("X-Request-Id", id);
        request.headers.set("traceparent", trace::to_traceparent(trace));
        const log::Scope scope(service, id, trace);
        Response response;
        try {
          response = next(request);
        } catch (...) {
          const Error error = public_error();
          response = on_error ? on_error(request, error) : error_response(error);
          set_retry_after(response, error);
        }
        response.headers.set("X-Request-Id", id);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        const auto write = is_routine(request, response) ? log::debug : log::info;
        write("request", {{"method", request.method},
                          {"path", request.path()},
                          {"route", scope.route()},
                          {"status", response.status},
                          {"ms", took.count()}});
        metrics::requests().record({service, request.method, scope.route(), response.status}, took);
        return response;
      };
}

Handler observed(std::string service, Handler next) {
  return observed(std::move(service), std::move(next), ErrorPage{});
}

Handler with_headers(Headers headers, Handler next) {
  return [headers = std::move(headers), next = std::move(next)](const Request& request) {
    Response response = next(request);
    for (const auto& [name, value] : headers) {
      if (!response.headers.find(name)) response.headers.add(name, value);
    }
    return response;
  };
}

}  // namespace copper::http
