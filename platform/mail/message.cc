#include "platform/mail/message.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "platform/base/encoding.h"

namespace copper::mail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kNeverInAddresses = " <>()[],;:\\\"\x7F";

bool is_printable(char c) {
  return c >= ' ' && c <= '~';
}

// Letters outside ASCII may stand in an address as they are (RFC 6532).
const std::string& checked(const std::string& address) {
  const bool plain = std::ranges::all_of(address, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && kNeverInAddresses.find(c) == std::string_view::npos;
  });
  const auto at = address.find('@');
  if (plain && base::is_utf8(address) && at != 0 && at != std::string::npos && at + 1 < address.size()) return address;
  throw std::invalid_argument("not a mail address: " + base::to_hex(address.substr(0, 100)));
}

bool continues_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Encoded words of at most 75 characters, none of which splits a character (RFC 2047 §2, §5).
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kBytesMax = 39;  // 64 characters, with "Subject: " before them 73
  std::string words;
  while (!text.empty()) {
    std::size_t end = std::min(kBytesMax, text.size());
    while (end < text.size() && end > 1 && continues_code_point(text[end])) --end;
    words.append(words.empty() ? "" : "\r\n ").append("=?UTF-8?B?");
    words.append(base::to_base64(text.substr(0, end))).append("?=");
    text.remove_prefix(end);
  }
  return words;
}

std::string header_text(std::string_view text) {
  constexpr std::size_t kPlainMax = 66;  // with its name on one line
  const bool plain =
      text.size() <= kPlainMax && std::ranges::all_of(text, is_printable) && text.find("=?") == std::string_view::npos;
  return plain ? std::string(text) : encoded_words(text);
}

// RFC 2045 §6.7: lines of at most 76 characters, a space at a line's end written out.
std::string quoted_printable(std::string_view text) {
  constexpr std::size_t kLineMax = 75;
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string written;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') continue;
    if (c == '\n') {
      written += kLineEnd;
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool as_is = is_printable(c) && c != '=' && !(c == ' ' && ends_line);
    const std::size_t width = as_is ? 1 : 3;
    if (column + width > kLineMax) {
      written.append("=").append(kLineEnd);
      column = 0;
    }
    column += width;
    if (as_is) {
      written += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      written.append("=").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 0xF]);
    }
  }
  return written.append(kLineEnd);
}

std::string date_header(base::TimePoint date) {
  const std::string text = base::to_http_date(date);
  return text.substr(0, text.size() - std::string_view("GMT").size()) + "+0000";
}

}  // namespace

std::string written(const Message& message, const std::string& from, base::TimePoint date) {
  std::string all;
  const auto header = [&](std::string_view name, std::string_view value) {
    all.append(name).append(": ").append(value).append(kLineEnd);
  };
  header("Date", date_header(date));
  header("From", checked(from));
  header("To", checked(message.to));
  if (!message.reply_to.empty()) header("Reply-To", checked(message.reply_to));
  header("Subject", header_text(message.subject));
  header("Message-ID", "<" + checked(message.id + from.substr(from.rfind('@'))) + ">");
  header("Auto-Submitted", "auto-generated");  // RFC 3834: nobody's holiday note answers it
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "quoted-printable");
  return all.append(kLineEnd).append(quoted_printable(message.text));
}

}  // namespace copper::mail
