// Bytes as text: hexadecimal, base64 (RFC 4648 §4), base64url (§5, without padding) and UTF-8 checks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace copper::base {

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

// Code points of well-formed UTF-8, which is what length limits count.
std::size_t utf8_length(std::string_view text);

// True when the text holds NUL or another control character, U+0080 to U+009F included, except tab, line feed and
// carriage return.
bool has_control_characters(std::string_view text);

}  // namespace copper::base
