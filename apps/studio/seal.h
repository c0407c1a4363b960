// Sealed text: what the browser keeps for the studio without being able to read or change it.
//
// XChaCha20-Poly1305 (libsodium) under a key of 32 bytes or more. Several keys separated by commas rotate:
// the first seals, all of them open. What is sealed for one purpose does not open for another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copper::studio {

class Seal {
 public:
  // Throws StartError naming SESSION_KEYS when a key is too short.
  explicit Seal(std::string_view keys);

  std::string close(std::string_view purpose, std::string_view plain) const;  // base64url
  // nullopt for anything that was not sealed by one of the keys for this purpose.
  std::optional<std::string> open(std::string_view purpose, std::string_view sealed) const;

 private:
  std::vector<std::string> keys_;  // 32 raw bytes each
};

}  // namespace copper::studio
