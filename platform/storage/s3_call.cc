#include "platform/storage/s3_call.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string_view>
#include <thread>

#include "platform/base/error.h"
#include "platform/storage/s3_xml.h"

namespace copper::storage {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPauseMax{100};
constexpr milliseconds kPauseMax{5'000};
constexpr std::uint64_t kErrorBytesMax = 64 * 1024;  // larger bodies are objects

[[noreturn]] void throw_silent(const std::string& detail) {
  throw Error(ErrorCode::unavailable, "The storage does not answer. Try again in a moment.", detail);
}

// Only these answer with XML: what a GET brings is an object of whoever put it there.
bool may_hold_error(const http::Request& request, const http::Response& response) {
  const bool success = response.status >= 200 && response.status < 300;
  return !response.body.empty() && response.body.size() <= kErrorBytesMax && (!success || request.method != "GET");
}

S3Answer answer_of(const http::Request& request, http::Response response) {
  std::string error = may_hold_error(request, response) ? read_error_code(response.body.text()) : "";
  return {std::move(response), std::move(error)};
}

// Developer Guide, "Error responses": these say that the same request may succeed in a moment.
bool is_transient(const S3Answer& answer) {
  static constexpr std::array kStatuses = {408, 429, 500, 502, 503, 504};
  static constexpr std::array<std::string_view, 6> kCodes = {
      "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "ConditionalRequestConflict", "Throttling"};
  return std::find(kStatuses.begin(), kStatuses.end(), answer.response.status) != kStatuses.end() ||
         std::find(kCodes.begin(), kCodes.end(), answer.error) != kCodes.end();
}

milliseconds pause_after(int tries) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const milliseconds longest = std::min(kPauseMax, kFirstPauseMax * (1 << std::min(tries - 1, 10)));
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, longest.count())(random));
}

std::string described(const S3Answer& answer) {
  return std::to_string(answer.response.status) + (answer.error.empty() ? "" : " " + answer.error);
}

}  // namespace

S3Answer s3_call(const S3CallOptions& options, const http::Request& request) {
  const auto end = options.now() + options.deadline;
  for (int tries = 1;; ++tries) {
    std::string failure;
    try {
      http::Request attempt = request;
      options.signer.sign(attempt, options.base_url);
      S3Answer answer = answer_of(request, options.upstream(attempt));
      answer.tries = tries;
      if (!is_transient(answer)) return answer;
      failure = described(answer);
    } catch (const Error& e) {
      if (e.code() != ErrorCode::unavailable) throw;
      failure = e.internal_detail();
    }
    const milliseconds pause = pause_after(tries);
    if (options.now() + pause >= end) {
      throw_silent("S3: " + failure + ", " + std::to_string(tries) + " tries of " + request.method + " " +
                   options.base_url + request.target);
    }
    options.sleep ? options.sleep(pause) : std::this_thread::sleep_for(pause);
  }
}

void throw_refused(const S3Answer& answer, const std::string& what) {
  throw_silent("S3: " + described(answer) + " for " + what);
}

}  // namespace copper::storage
