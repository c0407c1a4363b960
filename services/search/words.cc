#include "services/search/words.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>

namespace copper::search {
namespace {

bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}

bool is_accent(UChar32 c) {
  return c >= 0x300 && c <= 0x36F;
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

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The same as fold(), a tenth of its time: most words are nothing but ASCII.
std::string fold_ascii(std::string_view text) {
  std::string folded;
  bool pending_space = false;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (c == '\'') continue;
    if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9')) {
      pending_space = !folded.empty();
      continue;
    }
    if (pending_space) folded += ' ';
    pending_space = false;
    folded += lower;
  }
  return folded;
}

}  // namespace

std::string fold(std::string_view utf8) {
  if (is_ascii(utf8)) return fold_ascii(utf8);
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
    if (u_isalnum(c) == 0) {
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
  const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  std::size_t at = 0;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    const bool open = begin != std::string_view::npos;
    const bool inside = u_isalnum(c) != 0 || (open && (is_accent(c) || is_apostrophe(c)));
    if (inside && !open) begin = at;
    if (!inside) close(at);
    at += static_cast<std::size_t>(c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
  }
  close(utf8.size());
  return spans;
}

}  // namespace copper::search
