// A response in the content codings that browsers ask for (RFC 9110 §8.4), compressed once and shared from
// then on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace copper::http {

std::string gzip(std::string_view bytes);
std::string brotli(std::string_view bytes);

struct Encodings {
  Response plain;
  std::optional<Response> gzip;    // absent when it would not be smaller
  std::optional<Response> brotli;  // likewise
  std::size_t bytes() const;       // of all bodies together
};

// Gives a response with a body in memory its ETag (from the content) and makes its compressed forms, each
// with Content-Encoding, Vary and an ETag of its own.
Encodings encode(Response response);

// The smallest form that an Accept-Encoding header allows.
const Response& choose(const Encodings& encodings, std::string_view accept_encoding);

}  // namespace copper::http
