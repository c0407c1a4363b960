// The public URLs (R6.1, R6.8): /{language}/{kind}/{id}-{slug}, in each language's own words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/i18n/messages.h"

namespace copper::gallery {

using i18n::Language;

enum class PageKind { home, galleries, gallery, prints, print, about, terms, privacy, notice, feed, search };

// What a URL asks for. Query parameters that a page does not know are not part of it.
struct PageRef {
  Language language = Language::en;
  PageKind kind = PageKind::home;
  std::int64_t id = 0;       // of a gallery or print
  std::string slug;          // as given; the canonical one follows from the title
  std::int64_t page = 1;     // of a wall: galleries, gallery and prints
  std::int64_t gallery = 0;  // of a print: whose neighbours to show; 0 when not said

  // The same for all URLs that show the same page.
  std::string cache_key() const;
};

// A whole number from 1 to 999,999,999,999,999,999 without leading zeros, as the API's ids are; 0 otherwise.
std::int64_t number_of(std::string_view text);

// nullopt for paths that no page has.
std::optional<PageRef> parse_page(std::string_view path, std::string_view query_string);

// "Ørredens gråd, nr. 2" becomes "oerredens-graad-nr-2"; at most 80 letters, digits and hyphens; empty for a
// title without any.
std::string slug_of(std::string_view title);

// The canonical path; `title` in the language of the page, for galleries and prints.
std::string path_of(Language language, PageKind kind, std::int64_t id = 0, std::string_view title = {});

}  // namespace copper::gallery
