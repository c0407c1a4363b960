// The one exception a client may be told about.
//
// Throw Error from anywhere below a Handler; the middleware http::observed() catches it, logs the internal
// detail once and answers with the public message:
//
//   throw Error(ErrorCode::not_found, "There is no print 17.");
//   throw Error::bad_field("year", "must be a whole number from 1400 to 2100");
//
// Every other exception is answered with 500 INTERNAL and its text stays in the log.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace copper {

enum class ErrorCode {
  bad_request,
  unauthorized,
  forbidden,
  not_found,
  method_not_allowed,
  conflict,
  precondition_failed,
  payload_too_large,
  unsupported_media_type,
  too_many_requests,
  internal,
  unavailable
};

// HTTP status (RFC 9110) and the contract's code, e.g. 404 and RESOURCE_NOT_FOUND.
int status_of(ErrorCode code);
std::string_view name_of(ErrorCode code);

struct FieldError {
  std::string field;
  std::string message;  // what the field accepts
};

class Error : public std::runtime_error {
 public:
  // `public_message` is shown to the client; `internal_detail` goes to the log only.
  Error(ErrorCode code, const std::string& public_message, std::string internal_detail = {});

  static Error bad_field(std::string field, std::string message);
  static Error bad_fields(std::vector<FieldError> details);

  // The same error, which also says when to try again (Retry-After).
  Error retry_after(std::chrono::seconds wait) &&;

  ErrorCode code() const { return code_; }
  const std::string& internal_detail() const { return internal_detail_; }
  const std::vector<FieldError>& details() const { return details_; }
  std::optional<std::chrono::seconds> retry_after() const& { return retry_after_; }

 private:
  ErrorCode code_;
  std::string internal_detail_;
  std::vector<FieldError> details_;
  std::optional<std::chrono::seconds> retry_after_;
};

// The program cannot start: what() is the one line that names the key, port or program and says what to do.
// Hosts print it to stderr and exit with status 2.
class StartError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace copper
