#include "apps/gallery/narrowing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "apps/gallery/labels.h"
#include "apps/gallery/paths.h"
#include "apps/gallery/reading.h"

namespace copper::gallery {

namespace json = boost::json;
using i18n::Messages;

namespace {

constexpr std::size_t kValuesShown = 6;

// As it stands in a URL: 299.9, 1000000.
std::string plain_number(double number) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return written.ec == std::errc() ? std::string(text.data(), written.ptr) : std::string();
}

// The end of a range as it is read: whole, for a bucket of sizes ends at 299.9.
std::string end_text(const SearchField& field, std::string_view end, const Messages& messages) {
  double number = 0;
  const auto [rest, error] = std::from_chars(end.data(), end.data() + end.size(), number);
  if (error != std::errc() || rest != end.data() + end.size()) return std::string(end);
  return field.name == "year" ? plain_number(std::floor(number)) : messages.number(std::floor(number));
}

std::string range_text(const SearchField& field, std::string_view from, std::string_view to, const Messages& messages) {
  const json::object ends{{"from", end_text(field, from, messages)}, {"to", end_text(field, to, messages)}};
  const std::string unit = field.name == "height" || field.name == "width" ? "\u00a0mm" : "";
  if (to.empty()) return messages.format("search_range_from", ends) + unit;
  if (from.empty()) return messages.format("search_range_to", ends) + unit;
  return messages.format("search_range", ends) + unit;
}

std::string term_of(const SearchField& field, const Messages& messages) {
  return messages.text("search_by_" + std::string(field.name));
}

std::string value_text(const SearchField& field, const json::object& bucket, const Messages& messages) {
  const std::string_view key = text_in(bucket, "key");
  if (field.name == "gallery") return std::string(title_of(bucket, messages));
  if (field.name != "availability") return std::string(key);
  const std::string_view words = availability_text(key, messages);
  return std::string(words.empty() ? key : words);
}

json::object value_view(const SearchField& field, const json::object& bucket, const Inquiry& inquiry,
                        const Messages& messages) {
  std::string text;
  bool chosen = false;
  Inquiry next = inquiry.without(field);
  if (field.is_range) {
    const std::string from = plain_number(number_in(bucket, "from"));
    const std::string to = plain_number(number_in(bucket, "to"));
    text = range_text(field, from, to, messages);
    chosen = inquiry.has(field.from(), from) && inquiry.has(field.to(), to);
    if (!chosen) next = next.with(field.from(), from).with(field.to(), to);
  } else {
    const std::string_view key = text_in(bucket, "key");
    text = value_text(field, bucket, messages);
    chosen = inquiry.has(field.name, key);
    // A gallery is asked for alone, as the API has it; of other values several may be chosen.
    if (field.name != "gallery") next = inquiry.without(field.name, key);
    if (!chosen) next = next.with(field.name, key);
  }
  return {{"text", std::move(text)},
          {"count", messages.number(number_in(bucket, "docCount"))},
          {"path", path_to(messages.language(), next)},
          {"chosen", chosen}};
}

const json::array& buckets_of(const json::array& facets, const SearchField& field) {
  static const json::array nothing;
  for (const json::value& facet : facets) {
    if (facet.is_object() && text_in(facet.get_object(), "name") == field.name) {
      return list_in(facet.get_object(), "buckets");
    }
  }
  return nothing;
}

json::value facet_view(const SearchField& field, const json::array& buckets, std::int64_t total, const Inquiry& inquiry,
                       const Messages& messages) {
  const bool is_chosen_from = inquiry.without(field).filters.size() < inquiry.filters.size();
  std::vector<const json::object*> shown;
  for (const json::value& bucket : buckets) {
    // What all hits have in common narrows nothing down.
    const bool narrows = bucket.is_object() && integer_in(bucket.get_object(), "docCount") < total;
    if (bucket.is_object() && (is_chosen_from || narrows)) shown.push_back(&bucket.get_object());
  }
  if (shown.empty()) return nullptr;
  if (field.is_range) {
    std::sort(shown.begin(), shown.end(), [](const json::object* left, const json::object* right) {
      return number_in(*left, "from") < number_in(*right, "from");
    });
  }
  json::array values;
  json::array more;
  bool open = false;
  for (const json::object* bucket : shown) {
    json::object view = value_view(field, *bucket, inquiry, messages);
    const bool chosen = view.at("chosen").get_bool();
    // One value alone is not worth a fold.
    const bool is_first = values.size() < kValuesShown || shown.size() == kValuesShown + 1;
    open = open || (chosen && !is_first);
    (is_first ? values : more).push_back(std::move(view));
  }
  const auto rest = static_cast<std::int64_t>(more.size());
  return json::object{{"term", term_of(field, messages)},
                      {"values", std::move(values)},
                      {"more", rest == 0 ? json::value() : json::value(json::object{{"values", std::move(more)}})},
                      {"more_text", messages.format("search_more_values", {{"count", rest}})},
                      {"open", open}};
}

}  // namespace

std::string path_to(i18n::Language language, const Inquiry& inquiry) {
  const std::string query = inquiry.query();
  return path_of(language, PageKind::search) + (query.empty() ? "" : "?" + query);
}

json::value narrowing_of(const json::array& facets, std::int64_t total, const Inquiry& inquiry,
                         const Messages& messages) {
  json::array main;
  json::array others;
  for (const SearchField& field : search_fields()) {
    json::value view = facet_view(field, buckets_of(facets, field), total, inquiry, messages);
    if (!view.is_null()) (field.is_main ? main : others).push_back(std::move(view));
  }
  if (main.empty() && others.empty()) return nullptr;
  const json::value folded = others.empty() ? json::value() : json::value(json::object{{"facets", std::move(others)}});
  return json::object{{"main", std::move(main)}, {"others", folded}};
}

json::array chosen_of(const json::array& facets, const Inquiry& inquiry, const Messages& messages) {
  json::array chosen;
  for (const SearchField& field : search_fields()) {
    if (field.is_range) {
      const std::string_view from = inquiry.get(field.from());
      const std::string_view to = inquiry.get(field.to());
      if (from.empty() && to.empty()) continue;
      chosen.push_back(json::object{{"text", term_of(field, messages) + ' ' + range_text(field, from, to, messages)},
                                    {"path", path_to(messages.language(), inquiry.without(field))}});
      continue;
    }
    for (const auto& [name, value] : inquiry.filters) {
      if (name != field.name) continue;
      json::object bucket{{"key", value}};
      for (const json::value& known : buckets_of(facets, field)) {
        if (known.is_object() && text_in(known.get_object(), "key") == value) bucket = known.get_object();
      }
      chosen.push_back(json::object{{"text", value_text(field, bucket, messages)},
                                    {"path", path_to(messages.language(), inquiry.without(name, value))}});
    }
  }
  return chosen;
}

}  // namespace copper::gallery
