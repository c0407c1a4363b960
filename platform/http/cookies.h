// Cookies for one site only and out of reach of scripts (RFC 6265, R1.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace copper::http {

class Cookies {
 public:
  // With `secure` (https) cookies are Secure and carry the __Host- prefix, so that no neighbouring host can
  // set them.
  explicit Cookies(bool secure) : secure_(secure) {}

  // The value as it was sent; hostile until checked.
  std::optional<std::string_view> find(const Request& request, std::string_view name) const;
  void set(Response& response, std::string_view name,
           std::string_view value) const;  // until the browser closes
  void clear(Response& response, std::string_view name) const;

 private:
  std::string field(std::string_view name, std::string_view value) const;

  bool secure_;
};

}  // namespace copper::http
