// Hashes, keyed hashes and randomness over OpenSSL.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace copper::base {

std::string sha256(std::string_view bytes);                             // 32 raw bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes, RFC 2104

// SHA-256 of a stream: feed it in pieces, then ask once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  std::string finish();  // 32 raw bytes

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Compares without telling by its time where the first difference is.
bool equal_constant_time(std::string_view a, std::string_view b);

std::string random_bytes(std::size_t count);
std::string random_token();  // 32 random bytes, base64url: 43 characters
std::string uuid4();         // RFC 9562 version 4, lower case
bool is_uuid(std::string_view text);

}  // namespace copper::base
