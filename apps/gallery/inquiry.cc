#include "apps/gallery/inquiry.h"

#include <algorithm>

#include "apps/gallery/paths.h"
#include "platform/http/url.h"

namespace copper::gallery {
namespace {

constexpr SearchField kSearchFields[] = {
    {.name = "medium", .is_main = true},
    {.name = "technique", .is_main = true},
    {.name = "year", .is_range = true, .is_main = true},
    {.name = "plateType", .is_main = true},
    {.name = "paperType", .is_main = true},
    {.name = "availability", .is_main = true},
    {.name = "subject"},
    {.name = "tags"},
    {.name = "style"},
    {.name = "gallery"},
    {.name = "height", .is_range = true},
    {.name = "width", .is_range = true},
    {.name = "price", .is_range = true},
};

constexpr SearchOrder kSearchOrders[] = {
    {.sort = "-year", .name = "search_sort_latest"},
    {.sort = "year", .name = "search_sort_earliest"},
    {.sort = "title", .name = "search_sort_title"},
};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

void append(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name).append("=").append(http::percent_encode(value));
}

}  // namespace

std::span<const SearchField> search_fields() {
  return kSearchFields;
}

std::span<const SearchOrder> search_orders() {
  return kSearchOrders;
}

Inquiry Inquiry::read(const http::Query& query) {
  Inquiry inquiry;
  const auto take = [&](const std::string& name, std::string_view value) {
    if (!value.empty() && !inquiry.has(name, value)) inquiry.filters.emplace_back(name, value);
  };
  inquiry.words = trimmed(query.get("q"));
  for (const SearchField& field : search_fields()) {
    if (field.is_range) {
      for (const std::string& end : {field.from(), field.to()}) take(end, trimmed(query.get(end)));
    } else {
      for (const std::string_view value : query.all(field.name)) take(std::string(field.name), value);
    }
  }
  for (const SearchOrder& order : search_orders()) {
    if (query.get("sort") == order.sort) inquiry.sort = order.sort;
  }
  if (const auto page = query.find("page")) inquiry.page = number_of(*page);
  return inquiry;
}

bool Inquiry::has(std::string_view name, std::string_view value) const {
  return std::any_of(filters.begin(), filters.end(),
                     [&](const Filter& filter) { return filter.first == name && filter.second == value; });
}

std::string_view Inquiry::get(std::string_view name) const {
  const auto found =
      std::find_if(filters.begin(), filters.end(), [&](const Filter& filter) { return filter.first == name; });
  return found == filters.end() ? std::string_view() : std::string_view(found->second);
}

std::string Inquiry::query() const {
  std::string query;
  if (!words.empty()) append(query, "q", words);
  for (const auto& [name, value] : filters) append(query, name, value);
  if (!sort.empty()) append(query, "sort", sort);
  if (page > 1) append(query, "page", std::to_string(page));
  return query;
}

Inquiry Inquiry::with(std::string_view name, std::string_view value) const {
  Inquiry more = *this;
  more.filters.emplace_back(name, value);
  more.page = 1;
  return more;
}

Inquiry Inquiry::without(std::string_view name, std::string_view value) const {
  Inquiry less = *this;
  std::erase(less.filters, Filter(name, value));
  less.page = 1;
  return less;
}

Inquiry Inquiry::without(const SearchField& field) const {
  Inquiry less = *this;
  std::erase_if(less.filters, [&](const Filter& filter) {
    return filter.first == field.name ||
           (field.is_range && (filter.first == field.from() || filter.first == field.to()));
  });
  less.page = 1;
  return less;
}

}  // namespace copper::gallery
