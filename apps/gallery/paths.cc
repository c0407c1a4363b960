#include "apps/gallery/paths.h"

#include <array>
#include <charconv>

#include "platform/http/message.h"

namespace copper::gallery {
namespace {

struct Word {
  PageKind kind;
  std::string_view english;
  std::string_view danish;
  bool has_id;
  std::string_view in(Language language) const { return language == Language::da ? danish : english; }
};

constexpr std::array<Word, 11> kWords = {{
    {PageKind::home, "", "", false},
    {PageKind::galleries, "galleries", "gallerier", false},
    {PageKind::gallery, "gallery", "galleri", true},
    {PageKind::prints, "prints", "tryk", false},
    {PageKind::print, "print", "tryk", true},
    {PageKind::about, "about", "om", false},
    {PageKind::terms, "terms", "vilkaar", false},
    {PageKind::privacy, "privacy", "privatliv", false},
    {PageKind::notice, "notice", "anmeld", false},
    {PageKind::feed, "feed.xml", "feed.xml", false},
    {PageKind::search, "search", "soeg", false},
}};

constexpr std::size_t kSlugLengthMax = 80;

bool read_id_and_slug(std::string_view segment, PageRef& ref) {
  const auto hyphen = std::min(segment.find('-'), segment.size());
  ref.id = number_of(segment.substr(0, hyphen));
  ref.slug = segment.substr(std::min(hyphen + 1, segment.size()));
  return ref.id != 0;
}

bool read_path(std::string_view path, PageRef& ref) {
  if (path.size() < 4 || path[0] != '/' || path[3] != '/' || !i18n::parse_language(path.substr(1, 2), ref.language)) {
    return false;
  }
  path.remove_prefix(4);
  const auto slash = path.find('/');
  const bool has_id = slash != std::string_view::npos;
  for (const Word& word : kWords) {
    if (word.has_id != has_id || word.in(ref.language) != path.substr(0, slash)) continue;
    ref.kind = word.kind;
    return !has_id || read_id_and_slug(path.substr(slash + 1), ref);
  }
  return false;
}

// UTF-8 letters outside ASCII that titles here are likely to hold, in both cases, and what stands for them in
// a URL.
struct Spelling {
  std::string_view letter;
  std::string_view plain;
};
constexpr std::array<Spelling, 26> kSpellings = {{
    {"æ", "ae"}, {"Æ", "ae"}, {"ø", "oe"}, {"Ø", "oe"}, {"å", "aa"}, {"Å", "aa"}, {"ä", "ae"}, {"Ä", "ae"}, {"ö", "oe"},
    {"Ö", "oe"}, {"ü", "u"},  {"Ü", "u"},  {"é", "e"},  {"É", "e"},  {"è", "e"},  {"È", "e"},  {"ê", "e"},  {"ë", "e"},
    {"á", "a"},  {"à", "a"},  {"â", "a"},  {"ó", "o"},  {"ô", "o"},  {"í", "i"},  {"ç", "c"},  {"ñ", "n"},
}};

}  // namespace

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  if (text.empty() || text.size() > 18 || text.front() == '0') return 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

std::string PageRef::cache_key() const {
  std::string key = std::to_string(static_cast<int>(kind)) + std::string(i18n::code_of(language)) + std::to_string(id);
  key += '-';
  key += slug;
  if (page != 1) key += "?page=" + std::to_string(page);
  if (gallery != 0) key += "?gallery=" + std::to_string(gallery);
  return key;
}

std::optional<PageRef> parse_page(std::string_view path, std::string_view query_string) {
  PageRef ref;
  if (!read_path(path, ref)) return std::nullopt;
  if (query_string.empty()) return ref;
  const http::Query query = http::Query::parse(query_string);
  if (ref.kind == PageKind::galleries || ref.kind == PageKind::gallery || ref.kind == PageKind::prints) {
    if (const auto page = query.find("page")) ref.page = number_of(*page);
    if (ref.page == 0) return std::nullopt;
  }
  if (ref.kind == PageKind::print) ref.gallery = number_of(query.get("gallery"));
  return ref;
}

std::string slug_of(std::string_view title) {
  std::string slug;
  bool gap = false;
  const auto append = [&](std::string_view letters) {
    if (slug.size() + letters.size() + 1 > kSlugLengthMax) return;
    if (gap && !slug.empty()) slug += '-';
    gap = false;
    slug += letters;
  };
  while (!title.empty()) {
    std::size_t length = 1;
    const auto lower = static_cast<char>(title[0] | 0x20);
    if (title[0] >= '0' && title[0] <= '9') {
      append(title.substr(0, 1));
    } else if (lower >= 'a' && lower <= 'z') {
      append({&lower, 1});
    } else if (title[0] != '\'') {
      bool known = false;
      for (const auto& [letter, plain] : kSpellings) {
        if (!title.starts_with(letter)) continue;
        append(plain);
        length = letter.size();
        known = true;
      }
      if (!known && !title.starts_with("’")) gap = true;
      if (title.starts_with("’")) length = std::string_view("’").size();
    }
    title.remove_prefix(length);
  }
  return slug;
}

std::string path_of(Language language, PageKind kind, std::int64_t id, std::string_view title) {
  const Word& word = kWords[static_cast<std::size_t>(kind)];
  std::string path = '/' + std::string(i18n::code_of(language)) + '/' + std::string(word.in(language));
  if (!word.has_id) return path;
  path += '/' + std::to_string(id);
  if (const std::string slug = slug_of(title); !slug.empty()) path += '-' + slug;
  return path;
}

}  // namespace copper::gallery
