#include "identity/passwords.h"

#include <sodium.h>

#include <chrono>
#include <semaphore>
#include <stdexcept>

#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::identity {
namespace {

constexpr std::size_t kCharactersMin = 12;
constexpr std::size_t kCharactersMax = 200;

// OWASP's minimum for Argon2id, m = 19 MiB, t = 2, p = 1, rather than libsodium's "interactive" 64 MiB: the
// whole server is to stay below 120 MB.
constexpr unsigned long long kIterations = 2;
constexpr std::size_t kMemoryBytes = 19 * 1024 * 1024;

// Waits for its turn at hashing.
class Turn {
 public:
  Turn() {
    if (!free.try_acquire_for(std::chrono::seconds(2))) {
      throw Error(ErrorCode::unavailable, "Too many people are signing in at once. Try again in a moment.");
    }
  }
  ~Turn() { free.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  static inline std::binary_semaphore free{1};
};

void initialise_sodium() {
  static const int result = sodium_init();
  if (result < 0) throw std::runtime_error("libsodium cannot start");
}

}  // namespace

const char* const kNobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCAxNg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

void check_password_policy(std::string_view password) {
  if (!base::is_utf8(password)) throw Error::bad_field("password", "must be UTF-8 text");
  const std::size_t length = base::utf8_length(password);
  if (length < kCharactersMin || length > kCharactersMax) {
    throw Error::bad_field("password", "must have 12 to 200 characters");
  }
}

std::string hash_password(std::string_view password) {
  initialise_sodium();
  const Turn turn;
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(hash, password.data(), password.size(), kIterations, kMemoryBytes) != 0) {
    throw Error(ErrorCode::unavailable, "Passwords cannot be checked right now. Try again in a moment.",
                "no memory for Argon2id");
  }
  return hash;
}

bool password_matches(const std::string& hash, std::string_view password) {
  initialise_sodium();
  const Turn turn;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace copper::identity
