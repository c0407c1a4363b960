#include "services/search/words.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace copper::search {
namespace {

bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}

bool is_accent(UChar32 c) {
  return c >= 0x300 && c <= 0x36F;
}

bool is_letter_or_digit(UChar32 c) {
  if (c >= 0x80) return u_isalnum(c) != 0;
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string_view in_letters(UChar32 c) {
  switch (c) {
    case 0xE6: return "ae";
    case 0xF8: return "oe";
    case 0xE5: return "aa";
    case 0x153: return "oe";
    case 0xDF: return "ss";
    default: return {};
  }
}

icu::UnicodeString normalized(const icu::Normalizer2* form, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  return form->normalize(text, status);
}

// Moves `at` behind it. Of a text that is UTF-8; of another it is any character, but no more than the text.
UChar32 next_character(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<UChar32>(static_cast<unsigned char>(utf8[i])); };
  const UChar32 lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const std::size_t end = std::min(at + length, utf8.size());
  UChar32 c = length == 1 ? lead : lead & (0xFF >> (length + 1));
  for (++at; at < end; ++at) c = (c << 6) | (byte(at) & 0x3F);
  return c;
}

// Danish letters are C3 and one of these; 0 for others.
std::string_view danish_letter(char second) {
  switch (static_cast<unsigned char>(second)) {
    case 0x86:
    case 0xA6: return "ae";
    case 0x98:
    case 0xB8: return "oe";
    case 0x85:
    case 0xA5: return "aa";
    default: return {};
  }
}

// The same as fold() for what is nothing but ASCII and Danish letters, as most words are, in a tenth of its time; nullopt for
// other texts.
std::optional<std::string> fold_plain(std::string_view text) {
  std::string folded;
  bool pending_space = false;
  const auto append = [&](std::string_view letters) {
    if (pending_space) folded += ' ';
    pending_space = false;
    folded += letters;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto letters = c == '\xC3' && i + 1 < text.size() ? danish_letter(text[++i]) : std::string_view();
      if (letters.empty()) return std::nullopt;
      append(letters);
      continue;
    }
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (c == '\'') continue;
    if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9')) {
      append({&lower, 1});
    } else {
      pending_space = !folded.empty();
    }
  }
  return folded;
}

}  // namespace

std::string fold(std::string_view utf8) {
  if (auto folded = fold_plain(utf8)) return *std::move(folded);
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  static const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(status);
  auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  text = normalized(nfc, text).toLower(icu::Locale::getRoot());
  icu::UnicodeString spelled;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    const auto letters = in_letters(c);
    if (!letters.empty()) {
      spelled.append(icu::UnicodeString::fromUTF8({letters.data(), static_cast<std::int32_t>(letters.size())}));
    } else if (!is_apostrophe(c)) {
      spelled.append(c);
    }
  }
  spelled = normalized(nfkd, spelled);
  icu::UnicodeString plain;
  bool pending_space = false;
  for (std::int32_t i = 0; i < spelled.length(); i = spelled.moveIndex32(i, 1)) {
    const UChar32 c = spelled.char32At(i);
    if (is_accent(c)) continue;
    if (!is_letter_or_digit(c)) {
      pending_space = !plain.isEmpty();
      continue;
    }
    if (pending_space) plain.append(UChar32{' '});
    pending_space = false;
    plain.append(c);
  }
  std::string folded;
  plain.toUTF8String(folded);
  return folded;
}

std::vector<std::string> words_of(std::string_view utf8) {
  std::vector<std::string> words;
  const std::string folded = fold(utf8);
  for (std::size_t start = 0; start < folded.size();) {
    const auto end = std::min(folded.find(' ', start), folded.size());
    words.push_back(folded.substr(start, end - start));
    start = end + 1;
  }
  return words;
}

std::vector<Span> spans_of(std::string_view utf8) {
  std::vector<Span> spans;
  std::size_t begin = std::string_view::npos;
  const auto close = [&](std::size_t end) {
    if (begin != std::string_view::npos) spans.push_back({begin, end, fold(utf8.substr(begin, end - begin))});
    begin = std::string_view::npos;
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t start = at;
    const UChar32 c = next_character(utf8, at);
    const bool open = begin != std::string_view::npos;
    const bool inside = is_letter_or_digit(c) || (open && (is_accent(c) || is_apostrophe(c)));
    if (inside && !open) begin = start;
    if (!inside) close(start);
  }
  close(utf8.size());
  return spans;
}

}  // namespace copper::search
