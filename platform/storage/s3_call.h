// One call to Amazon S3: signed, sent, and sent again while S3 is overloaded or out of reach.
//
// Every try is signed anew, for a signature holds for minutes only. Between tries it waits: exponentially longer, with
// full jitter (a random part of that time), so that many callers do not come back at once.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "platform/aws/sigv4.h"
#include "platform/http/handler.h"

namespace copper::storage {

struct S3CallOptions {
  http::Handler upstream;  // sends to base_url; throws Error unavailable when it cannot
  std::string base_url;    // of a bucket: https://prints.s3.eu-north-1.amazonaws.com
  aws::Signer signer;
  std::chrono::milliseconds deadline{25'000};  // no try begins later
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::chrono::milliseconds)> sleep;  // empty: this thread sleeps
};

struct S3Answer {
  http::Response response;
  std::string error;  // S3's code such as NoSuchKey; empty for success, and where an answer has no body
  int tries = 1;

  // S3 also reports failures of long work with status 200 and an error in the body.
  bool ok() const { return response.status >= 200 && response.status < 300 && error.empty(); }
  bool absent() const { return response.status == 404; }
};

// What S3 says, be it a refusal. Throws Error unavailable when it says nothing of use before the deadline.
S3Answer s3_call(const S3CallOptions& options, const http::Request& request);

// The Error unavailable for a refusal nobody can do anything about but the operator.
[[noreturn]] void throw_refused(const S3Answer& answer, const std::string& what);

}  // namespace copper::storage
