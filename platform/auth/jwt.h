// A signed token taken apart (RFC 7515 §3.1, compact form), before anything in it is believed.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "platform/auth/rsa_key.h"

namespace copper::auth {

struct Jwt {
  std::string algorithm;  // header "alg"
  std::string kid;        // header "kid"; empty when absent
  boost::json::object claims;
  std::string_view signed_part;  // of the text that was parsed
  std::string signature;

  // RS256 and nothing else: "none" and keys used as HMAC secrets are refused before a key is touched.
  bool signed_by(const RsaKey& key) const;
};

// nullopt unless the text is three strict base64url parts, at most 8 KiB, with JSON objects in the first two,
// and asks for no extension ("crit") that we would have to understand.
std::optional<Jwt> parse_jwt(std::string_view token);

// The claim when it is a string; empty otherwise.
std::string_view text_claim(const boost::json::object& claims, std::string_view name);

}  // namespace copper::auth
