// What a visitor searches for, as the URL of a search page says it and as the API is asked (docs/api/search.yaml).
//
//   const Inquiry inquiry = Inquiry::read(request.query());
//   inquiry.with("technique", "Drypoint").query()   // "q=harbour&technique=Drypoint"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/message.h"

namespace copper::gallery {

// What searches are narrowed down by (R5.4), in the order of a page.
struct SearchField {
  std::string_view name;  // of the facet, and of the parameter; ranges have {name}From and {name}To
  bool is_range = false;
  bool is_main = false;  // shown at once; the others when asked for

  std::string from() const { return std::string(name) + "From"; }
  std::string to() const { return std::string(name) + "To"; }
};
std::span<const SearchField> search_fields();

// What hits can be sorted by beside the usual order.
struct SearchOrder {
  std::string_view sort;  // the parameter's value
  std::string_view name;  // its message
};
std::span<const SearchOrder> search_orders();

struct Inquiry {
  using Filter = std::pair<std::string, std::string>;  // parameter, value

  std::string words;
  std::vector<Filter> filters;
  std::string sort;       // empty: the usual order
  std::int64_t page = 1;  // 0 when the URL has something that is none

  // Parameters that searches do not know are left out, and so are empty ones.
  static Inquiry read(const http::Query& query);

  // Nothing is looked for.
  bool empty() const { return words.empty() && filters.empty(); }
  bool has(std::string_view name, std::string_view value) const;
  std::string_view get(std::string_view name) const;  // the first value of a filter; empty when there is none
  // How the URL says it, percent-encoded; the same for all URLs that say the same.
  std::string query() const;

  // The same on its first page: with one filter more; without one; without all of a field.
  Inquiry with(std::string_view name, std::string_view value) const;
  Inquiry without(std::string_view name, std::string_view value) const;
  Inquiry without(const SearchField& field) const;
};

}  // namespace copper::gallery
