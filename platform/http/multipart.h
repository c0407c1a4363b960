// The parts of a multipart/form-data body (RFC 7578, RFC 2046 §5.1), found in place: nothing is copied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace copper::http {

struct FormPart {
  std::string name;
  std::string file_name;  // as the client calls it; empty for a plain field
  Body body;
};

bool is_form(const Request& request);  // Content-Type: multipart/form-data

// In the order of the body. Throws Error bad_request for what is not well-formed, names that are not UTF-8, and more
// than a hundred parts.
std::vector<FormPart> parts_of(const Request& request);

}  // namespace copper::http
