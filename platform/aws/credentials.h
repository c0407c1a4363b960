// Who signs a call to AWS.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace copper::aws {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // of temporary credentials; empty otherwise
};

// Where a signer has them from, asked for every signature: always the same, or temporary ones that are renewed.
// Call from any thread; what it throws, the signer throws.
class CredentialsSource {
 public:
  CredentialsSource(Credentials fixed)  // NOLINT(google-explicit-constructor): credentials are a source of themselves
      : current_([fixed = std::move(fixed)] { return fixed; }) {}
  CredentialsSource(std::string id, std::string secret, std::string session_token)
      : CredentialsSource(Credentials{std::move(id), std::move(secret), std::move(session_token)}) {}
  explicit CredentialsSource(std::function<Credentials()> current) : current_(std::move(current)) {}

  Credentials operator()() const { return current_(); }

 private:
  std::function<Credentials()> current_;
};

// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as Lambda sets them; nullopt without
// the first two.
std::optional<Credentials> credentials_from_environment();

}  // namespace copper::aws
