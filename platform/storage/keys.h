// What objects may be called, in every store.
#pragma once

#include <string>
#include <string_view>

namespace copper::storage {

// Slash-separated segments of UTF-8, at most 512 bytes in all and 200 in each, none empty, none beginning
// with a dot, without control characters.
bool is_key(std::string_view key);

// Throws Error bad_request unless is_key().
void check_key(const std::string& key);
// The same for what objects are listed by: empty, the beginning of a key, or that with a slash at its end.
void check_prefix(const std::string& prefix);

// By the key's extension; application/octet-stream for one that is not known, and for all that a browser
// would run.
std::string_view content_type_of(std::string_view key);

}  // namespace copper::storage
