#include "apps/gallery/labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "apps/gallery/images.h"
#include "apps/gallery/reading.h"

namespace copper::gallery {

namespace json = boost::json;
using i18n::Messages;

namespace {

// "245 × 320 mm", height first; empty unless both are known.
std::string size_of(const json::object& print, std::string_view what, const Messages& messages) {
  const double height = number_in(print, std::string(what) + "HeightMm");
  const double width = number_in(print, std::string(what) + "WidthMm");
  if (height <= 0 || width <= 0) return {};
  return messages.number(height) + "\u00a0×\u00a0" + messages.number(width) + "\u00a0mm";
}

// Plate and sheet where they are measured, the free text otherwise.
std::string size_line(const json::object& print, const Messages& messages) {
  const std::string plate = size_of(print, "plate", messages);
  const std::string sheet = size_of(print, "sheet", messages);
  if (!plate.empty() && !sheet.empty()) return messages.format("size_both", {{"plate", plate}, {"sheet", sheet}});
  if (!plate.empty()) return messages.format("size_plate", {{"size", plate}});
  if (!sheet.empty()) return messages.format("size_sheet", {{"size", sheet}});
  return std::string(text_in(print, "dimensions"));
}

std::string year_of(const json::object& print) {
  const std::int64_t year = integer_in(print, "year");
  return year == 0 ? std::string() : std::to_string(year);
}

std::string alt_of(const json::object& print, const Messages& messages) {
  std::string alt(title_of(print, messages));
  for (const std::string& part : {std::string(text_in(print, "technique")), year_of(print)}) {
    if (!part.empty()) alt += ", " + part;
  }
  return alt;
}

std::string tags_of(const json::object& print) {
  std::string tags;
  for (const json::value& tag : list_in(print, "tags")) {
    if (!tag.is_string()) continue;
    if (!tags.empty()) tags += ", ";
    tags += std::string_view(tag.get_string());
  }
  return tags;
}

}  // namespace

std::string edition_of(const json::object& print, const Messages& messages) {
  const std::string_view info = text_in(print, "editionInfo");
  // "Artist's proof" speaks for itself; "11/40" needs the word.
  if (!info.empty()) {
    const bool starts_with_figure = info.front() >= '0' && info.front() <= '9';
    return starts_with_figure ? messages.format("edition", {{"number", info}}) : std::string(info);
  }
  const std::int64_t size = integer_in(print, "editionSize");
  return size > 0 ? messages.format("edition_of", {{"size", size}}) : std::string();
}

std::string price_of(const json::object& print, const Messages& messages) {
  const std::string_view availability = text_in(print, "availability");
  const double price = number_in(print, "price");
  const std::string_view currency = text_in(print, "currency");
  const bool is_code =
      currency.size() == 3 && currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == currency.npos;
  const bool may_be_had = availability.empty() || availability == "available" || availability == "reserved";
  if (price <= 0 || !is_code || !may_be_had) return {};
  return messages.price(price, currency);
}

std::string copyright_of(const json::object& print, std::string_view artist) {
  const std::string_view own = text_in(print, "artistName");
  const std::string year = year_of(print);
  return "© " + (year.empty() ? std::string() : year + ' ') + std::string(own.empty() ? artist : own);
}

std::string_view availability_text(std::string_view availability, const Messages& messages) {
  constexpr std::array<std::string_view, 5> kKnown = {"available", "sold", "reserved", "on_loan", "not_for_sale"};
  const bool known = std::find(kKnown.begin(), kKnown.end(), availability) != kKnown.end();
  return known ? std::string_view(messages.text("availability_" + std::string(availability))) : std::string_view();
}

json::object label_of(const json::object& print, std::string_view artist, const Messages& messages) {
  return {{"id", integer_in(print, "id")},
          {"title", title_view(print, messages)},
          {"year", year_of(print)},
          {"technique", text_in(print, "technique")},
          {"size", size_line(print, messages)},
          {"edition", edition_of(print, messages)},
          {"availability", availability_text(text_in(print, "availability"), messages)},
          {"copyright", copyright_of(print, artist)},
          {"alt", alt_of(print, messages)},
          {"image", image_view(print)}};
}

json::array details_of(const json::object& print, std::string_view artist, const Messages& messages) {
  json::array details;
  const auto add = [&](std::string_view key, json::value text) {
    if (text.is_null()) return;
    details.push_back(json::object{{"term", messages.text("detail_" + std::string(key))}, {"text", std::move(text)}});
  };
  const std::string_view own_artist = text_in(print, "artistName");
  add("artist", plain_view(own_artist.empty() ? artist : own_artist));
  add("medium", plain_view(text_in(print, "medium")));
  add("plate_type", plain_view(text_in(print, "plateType")));
  add("paper", plain_view(text_in(print, "paperType")));
  add("ink", plain_view(text_in(print, "inkType")));
  add("press", plain_view(text_in(print, "printingPress")));
  add("subject", text_view(print, "subject", messages));
  add("style", plain_view(text_in(print, "styleMovement")));
  add("tags", text_view(json::object{{"tags", tags_of(print)}, {"fallbackFields", list_in(print, "fallbackFields")}},
                        "tags", messages));
  add("purchase", text_view(print, "purchaseInfo", messages));
  add("provenance", text_view(print, "provenance", messages));
  add("exhibitions", text_view(print, "exhibitionHistory", messages));
  add("copyright", text_view(print, "copyright", messages));
  return details;
}

}  // namespace copper::gallery
