// One call to a service of AWS: signed, sent, and sent again while the service is overloaded or out of reach.
//
// Every try is signed anew, for a signature holds for minutes only. Between tries it waits: exponentially longer, with
// full jitter (a random part of that time), so that many callers do not come back at once. When a refusal shows that our
// clock is wrong, the signer's is corrected and the call sent once more.
//
// Errors are read in all the forms they come in: S3's and STS's XML, the JSON of the others.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "platform/aws/sigv4.h"
#include "platform/http/handler.h"

namespace copper::aws {

struct CallOptions {
  http::Handler upstream;  // sends to base_url; throws Error unavailable when it cannot
  std::string base_url;    // of a service or bucket: https://prints.s3.eu-north-1.amazonaws.com
  Signer signer;
  std::chrono::milliseconds deadline{25'000};  // no try begins later
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  std::function<void(std::chrono::milliseconds)> sleep;  // empty: this thread sleeps
};

struct Answer {
  http::Response response;
  std::string error;    // the service's code such as NoSuchKey; empty for success, and where an answer has no body
  std::string message;  // what it says of it
  int tries = 1;

  // S3 also reports failures of long work with status 200 and an error in the body.
  bool ok() const { return response.status >= 200 && response.status < 300 && error.empty(); }
  bool absent() const { return response.status == 404; }
};

// What the service says, be it a refusal. Throws Error unavailable when it says nothing of use before the deadline.
Answer call(const CallOptions& options, const http::Request& request);

// The Error unavailable for a refusal nobody can do anything about but the operator: `what` was refused.
[[noreturn]] void throw_refused(const Answer& answer, const std::string& what);

}  // namespace copper::aws
