#include "apps/studio/seal.h"

#include <sodium.h>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::studio {
namespace {

constexpr std::size_t kKeyBytesMin = 32;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::optional<std::string> open_with(std::string_view key, std::string_view purpose, std::string_view box) {
  const std::string_view nonce = box.substr(0, kNonceBytes);
  const std::string_view sealed = box.substr(kNonceBytes);
  std::string plain(sealed.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr, bytes_of(sealed), sealed.size(),
                                                 bytes_of(purpose), purpose.size(), bytes_of(nonce),
                                                 bytes_of(key)) != 0) {
    return std::nullopt;
  }
  return plain;
}

}  // namespace

Seal::Seal(std::string_view keys) {
  if (sodium_init() < 0) throw StartError("libsodium did not start.");
  for (std::size_t start = 0; start <= keys.size();) {
    const std::size_t end = std::min(keys.find(',', start), keys.size());
    const std::string_view key = keys.substr(start, end - start);
    if (key.size() < kKeyBytesMin) {
      throw StartError("COPPER_SESSION_KEYS: each key needs at least 32 characters; separate several by commas.");
    }
    // Configured keys are text of any length; the cipher wants exactly 32 bytes.
    keys_.push_back(base::hmac_sha256(key, "copper studio seal"));
    start = end + 1;
  }
}

std::string Seal::close(std::string_view purpose, std::string_view plain) const {
  const std::string nonce = base::random_bytes(kNonceBytes);
  std::string sealed(plain.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed), nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(purpose), purpose.size(), nullptr, bytes_of(nonce),
                                             bytes_of(std::string_view(keys_.front())));
  return base::to_base64url(nonce + sealed);
}

std::optional<std::string> Seal::open(std::string_view purpose, std::string_view sealed) const {
  const auto box = base::from_base64url(sealed);
  if (!box || box->size() < kNonceBytes + kTagBytes) return std::nullopt;
  for (const auto& key : keys_) {
    if (auto plain = open_with(key, purpose, *box)) return plain;
  }
  return std::nullopt;
}

}  // namespace copper::studio
