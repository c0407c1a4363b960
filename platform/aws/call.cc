#include "platform/aws/call.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <random>
#include <sstream>
#include <string_view>
#include <thread>

#include "platform/base/error.h"

namespace copper::aws {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPauseMax{100};
constexpr milliseconds kPauseMax{5'000};
constexpr std::uint64_t kErrorBytesMax = 64 * 1024;  // larger bodies are objects

[[noreturn]] void throw_silent(const std::string& detail) {
  throw Error(ErrorCode::unavailable, "A part of the gallery is not answering. Please try again in a moment.", detail);
}

// <Error><Code>NoSuchKey…, and STS's <ErrorResponse><Error><Code>….
void read_xml_error(const std::string& xml, Answer& answer) {
  std::istringstream in(xml);
  boost::property_tree::ptree tree;
  try {
    boost::property_tree::read_xml(in, tree);
  } catch (const boost::property_tree::xml_parser_error&) {
    return;
  }
  for (const char* path : {"Error", "ErrorResponse.Error"}) {
    if (const auto error = tree.get_child_optional(path)) {
      answer.error = error->get("Code", "");
      answer.message = error->get("Message", "");
    }
  }
}

// {"__type":"com.amazonaws.ssm#ThrottlingException","message":…}, where Lambda says the type in a header,
// "ThrottlingException:http://…".
void read_json_error(const std::string& text, Answer& answer) {
  boost::json::error_code failure;
  const auto value = boost::json::parse(text, failure);
  const boost::json::object* body = failure ? nullptr : value.if_object();
  const auto field = [&](const char* name) {
    const auto* found = body == nullptr ? nullptr : body->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  std::string type(answer.response.headers.get("X-Amzn-ErrorType"));
  if (type.empty()) type = field("__type");
  type.erase(0, type.find('#') + 1);
  answer.error = type.substr(0, type.find(':'));
  answer.message = field("message").empty() ? field("Message") : field("message");
}

// Successes tell of errors in XML only, and never to a GET: what that brings is an object of whoever put it there.
Answer answer_of(const http::Request& request, http::Response response) {
  Answer answer{.response = std::move(response)};
  const bool success = answer.response.status >= 200 && answer.response.status < 300;
  if ((success && request.method == "GET") || answer.response.body.size() > kErrorBytesMax) return answer;
  std::string body = answer.response.body.text();
  body.erase(0, body.find_first_not_of(" \t\r\n"));  // what S3 sends while it is still at work
  if (body.starts_with('<')) {
    read_xml_error(body, answer);
  } else if (!success) {
    read_json_error(body, answer);
  }
  return answer;
}

// AWS SDKs and Tools Reference Guide, "Retry behavior"; S3 Developer Guide, "Error responses": these say that the same
// request may succeed in a moment.
bool is_transient(const Answer& answer) {
  static constexpr std::array kStatuses = {408, 429, 500, 502, 503, 504};
  static constexpr std::array<std::string_view, 12> kCodes = {"SlowDown",
                                                              "InternalError",
                                                              "InternalFailure",
                                                              "InternalServerError",
                                                              "ServiceUnavailable",
                                                              "ServiceUnavailableException",
                                                              "RequestTimeout",
                                                              "ConditionalRequestConflict",
                                                              "Throttling",
                                                              "ThrottlingException",
                                                              "TooManyRequestsException",
                                                              "RequestLimitExceeded"};
  return std::find(kStatuses.begin(), kStatuses.end(), answer.response.status) != kStatuses.end() ||
         std::find(kCodes.begin(), kCodes.end(), answer.error) != kCodes.end();
}

milliseconds pause_after(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const milliseconds longest = std::min(kPauseMax, kFirstPauseMax * (1 << std::min(tries - 1, 10)));
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, longest.count())(random));
}

std::string described(const Answer& answer) {
  std::string text = std::to_string(answer.response.status);
  if (!answer.error.empty()) text += " " + answer.error;
  if (!answer.message.empty()) text += " (" + answer.message + ")";
  return text;
}

Answer try_once(const CallOptions& options, const http::Request& request) {
  http::Request attempt = request;
  options.signer.sign(attempt, options.base_url);
  return answer_of(request, options.upstream(attempt));
}

}  // namespace

Answer call(const CallOptions& options, const http::Request& request) {
  const auto end = options.now() + options.deadline;
  for (int tries = 1;; ++tries) {
    std::string failure;
    try {
      Answer answer = try_once(options, request);
      if (options.signer.correct_clock(answer.response)) answer = try_once(options, request);
      answer.tries = tries;
      if (!is_transient(answer)) return answer;
      failure = described(answer);
    } catch (const Error& e) {
      if (e.code() != ErrorCode::unavailable) throw;
      failure = e.internal_detail();
    }
    const milliseconds pause = pause_after(tries);
    if (options.now() + pause >= end) {
      throw_silent(failure + ", " + std::to_string(tries) + (tries == 1 ? " try of " : " tries of ") + request.method +
                   " " + options.base_url + request.target);
    }
    options.sleep ? options.sleep(pause) : std::this_thread::sleep_for(pause);
  }
}

void throw_refused(const Answer& answer, const std::string& what) {
  throw_silent(what + ": " + described(answer));
}

}  // namespace copper::aws
