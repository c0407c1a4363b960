#include "apps/gallery/structured_data.h"

#include "apps/gallery/images.h"
#include "apps/gallery/reading.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

// A schema.org size; MMT is the millimetre of UN/CEFACT's unit codes.
json::value millimetres(double length) {
  if (length <= 0) return nullptr;
  return json::object{{"@type", "QuantitativeValue"}, {"value", length}, {"unitCode", "MMT"}};
}

json::value image_object(const json::object& print, const ArtworkPage& page) {
  const json::value image = image_view(print);
  if (image.is_null()) return nullptr;
  const json::object& middle = object_in(image.get_object(), "middle");
  return json::object{{"@type", "ImageObject"},
                      {"contentUrl", text_in(middle, "url")},
                      {"width", integer_in(middle, "width")},
                      {"height", integer_in(middle, "height")},
                      {"creditText", page.artist},
                      {"copyrightNotice", page.copyright},
                      {"creator", json::object{{"@type", "Person"}, {"name", page.artist}}},
                      {"license", page.terms_url},
                      {"acquireLicensePage", page.terms_url}};
}

}  // namespace

std::string script_safe(const json::value& value) {
  std::string text;
  for (const char c : json::serialize(value)) {
    switch (c) {
      case '<': text += "\\u003c"; break;
      case '>': text += "\\u003e"; break;
      case '&': text += "\\u0026"; break;
      default: text += c;
    }
  }
  return text;
}

std::string artwork_json(const json::object& print, const ArtworkPage& page) {
  json::object artwork{{"@context", "https://schema.org"},
                       {"@type", "VisualArtwork"},
                       {"@id", page.url},
                       {"url", page.url},
                       {"name", page.name},
                       {"inLanguage", page.language},
                       {"artform", "Print"},
                       {"creator", json::object{{"@type", "Person"}, {"name", page.artist}}},
                       {"copyrightNotice", page.copyright}};
  const auto add = [&](std::string_view name, json::value value) {
    const bool nothing = value.is_null() || (value.is_string() && value.get_string().empty());
    if (!nothing) artwork[name] = std::move(value);
  };
  const bool has_sheet = number_in(print, "sheetWidthMm") > 0;
  const std::int64_t year = integer_in(print, "year");
  const std::int64_t edition = integer_in(print, "editionSize");
  add("description", json::string(text_in(print, "description")));
  add("artMedium", json::string(text_in(print, "technique")));
  add("artworkSurface", json::string(text_in(print, "paperType")));
  add("dateCreated", json::string(year == 0 ? std::string() : std::to_string(year)));
  add("width", millimetres(number_in(print, has_sheet ? "sheetWidthMm" : "plateWidthMm")));
  add("height", millimetres(number_in(print, has_sheet ? "sheetHeightMm" : "plateHeightMm")));
  if (edition > 0) add("artEdition", edition);
  add("image", image_object(print, page));
  return script_safe(artwork);
}

}  // namespace copper::gallery
