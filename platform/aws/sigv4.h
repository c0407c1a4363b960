// AWS Signature Version 4: requests signed in a header, and presigned URLs (AWS IAM User Guide, "Create a
// signed AWS API request").
//
//   const Signer signer({.credentials = *credentials_from_environment(), .region = "eu-north-1",
//                        .service = "execute-api"});
//   http_upstream({.name = "the content service", .base_url = url,
//                  .sign = [=](http::Request& request) { signer.sign(request, url); }});
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "platform/aws/credentials.h"
#include "platform/base/clock.h"
#include "platform/http/message.h"

namespace copper::aws {

struct SignerOptions {
  CredentialsSource credentials;
  std::string region;
  std::string service;  // "s3", "execute-api", "lambda"
  base::Clock clock = base::system_now;
};

// Call from any thread. Copies share the correction of their clock.
class Signer {
 public:
  explicit Signer(SignerOptions options) : options_(std::move(options)) {}

  // Signs what will be sent to base_url + request.target. Sets Authorization, X-Amz-Date and, where they
  // belong, X-Amz-Security-Token and X-Amz-Content-Sha256; writes the query in its canonical form, so that
  // both sides read it alike. Content-Type, Date, Range and every X-Amz- field are signed with it.
  void sign(http::Request& request, std::string_view base_url) const;

  // base_url + target with a signature that holds for `lifetime` (at most seven days). The body is free;
  // `signed_headers` must be sent with exactly these values, e.g. Content-Length.
  std::string presign(std::string_view method, std::string_view base_url, std::string_view target,
                      std::chrono::seconds lifetime, const http::Headers& signed_headers = {}) const;

  // AWS refuses signatures of another time than its own, give or take five minutes (S3: fifteen). Sets the clock by the
  // Date of a refusal when it is that far off. True where the machine's clock is: then the same request may succeed.
  bool correct_clock(const http::Response& refusal) const;

 private:
  base::TimePoint now() const { return options_.clock() + std::chrono::milliseconds(*correction_ms_); }

  SignerOptions options_;
  std::shared_ptr<std::atomic<std::int64_t>> correction_ms_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

}  // namespace copper::aws
