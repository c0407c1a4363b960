#include "platform/base/error.h"

#include <utility>

namespace copper {
namespace {

struct CodeRow {
  int status;
  std::string_view name;
};

CodeRow row_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_request: return {400, "BAD_REQUEST"};
    case ErrorCode::unauthorized: return {401, "UNAUTHORIZED"};
    case ErrorCode::forbidden: return {403, "FORBIDDEN"};
    case ErrorCode::not_found: return {404, "RESOURCE_NOT_FOUND"};
    case ErrorCode::method_not_allowed: return {405, "METHOD_NOT_ALLOWED"};
    case ErrorCode::conflict: return {409, "CONFLICT"};
    case ErrorCode::precondition_failed: return {412, "CONFLICT"};
    case ErrorCode::payload_too_large: return {413, "PAYLOAD_TOO_LARGE"};
    case ErrorCode::unsupported_media_type: return {415, "UNSUPPORTED_MEDIA_TYPE"};
    case ErrorCode::too_many_requests: return {429, "TOO_MANY_REQUESTS"};
    case ErrorCode::internal: return {500, "INTERNAL"};
    case ErrorCode::unavailable: return {503, "UNAVAILABLE"};
  }
  return {500, "INTERNAL"};
}

std::string sentence_of(const std::vector<FieldError>& details) {
  std::string text;
  for (const auto& detail : details) {
    if (!text.empty()) text += "; ";
    text += detail.field;
    text += ' ';
    text += detail.message;
  }
  return text + '.';
}

}  // namespace

int status_of(ErrorCode code) {
  return row_of(code).status;
}
std::string_view name_of(ErrorCode code) {
  return row_of(code).name;
}

Error::Error(ErrorCode code, const std::string& public_message, std::string internal_detail)
    : std::runtime_error(public_message), code_(code), internal_detail_(std::move(internal_detail)) {}

Error Error::bad_field(std::string field, std::string message) {
  return bad_fields({{std::move(field), std::move(message)}});
}

Error Error::bad_fields(std::vector<FieldError> details) {
  Error error(ErrorCode::bad_request, sentence_of(details));
  error.details_ = std::move(details);
  return error;
}

Error Error::retry_after(std::chrono::seconds wait) && {
  retry_after_ = wait;
  return std::move(*this);
}

}  // namespace copper
