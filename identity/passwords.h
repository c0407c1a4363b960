// Passwords: what is accepted, how they are kept.
#pragma once

#include <string>
#include <string_view>

namespace copper::identity {

// Throws Error bad_request, field "password", unless it has 12 to 200 characters (R1.3).
void check_password_policy(std::string_view password);

// Argon2id. One at a time in the whole process, because each takes 19 MiB; throws Error unavailable when the
// wait for that would be long.
std::string hash_password(std::string_view password);
bool password_matches(const std::string& hash, std::string_view password);

// A hash that no password has, with the cost of a real one: what is compared when there is no such account.
extern const char* const kNobodysHash;

}  // namespace copper::identity
