#include "apps/gallery/images.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "apps/gallery/reading.h"
#include "platform/image/zoom.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

constexpr std::int64_t kPixelsMax = 100'000;  // of a side

// By width, so that two versions of one size (medium_2x and large) are offered once.
std::map<std::int64_t, const json::object*> by_width(const json::object& print) {
  std::map<std::int64_t, const json::object*> images;
  for (const json::value& value : list_in(print, "images")) {
    if (!value.is_object()) continue;
    const json::object& image = value.get_object();
    const bool complete =
        !text_in(image, "url").empty() && integer_in(image, "width") > 0 && integer_in(image, "height") > 0;
    if (complete && !text_in(image, "version").starts_with("thumbnail")) {
      images.emplace(integer_in(image, "width"), &image);
    }
  }
  return images;
}

json::object size_and_url(const json::object& image) {
  return {
      {"url", text_in(image, "url")}, {"width", integer_in(image, "width")}, {"height", integer_in(image, "height")}};
}

// Goes into the page as it is: a picture, and nothing else that an address can be.
json::value placeholder_of(const json::object& print) {
  const json::value* placeholder = print.if_contains("placeholder");
  if (placeholder == nullptr || !placeholder->is_object()) return nullptr;
  const std::string_view image = text_in(placeholder->get_object(), "image");
  if (!image.starts_with("data:image/webp;base64,")) return nullptr;
  return json::string(image);
}

}  // namespace

json::value image_view(const json::object& print) {
  const auto images = by_width(print);
  if (images.empty()) return nullptr;
  std::string srcset;
  for (const auto& [width, image] : images) {
    if (!srcset.empty()) srcset += ", ";
    srcset += std::string(text_in(*image, "url")) + ' ' + std::to_string(width) + 'w';
  }
  const auto middle = images.lower_bound(1600);
  const json::object& smallest = *images.begin()->second;
  const double ratio = ratio_of(print);
  return json::object{{"src", text_in(smallest, "url")},
                      {"srcset", std::move(srcset)},
                      {"width", integer_in(smallest, "width")},
                      {"height", integer_in(smallest, "height")},
                      {"ratio", ratio},
                      {"placeholder", placeholder_of(print)},
                      {"digits", digit_classes(ratio)},
                      {"middle", size_and_url(middle == images.end() ? *images.rbegin()->second : *middle->second)},
                      {"largest", size_and_url(*images.rbegin()->second)}};
}

json::value zoom_view(const json::object& print) {
  constexpr std::string_view kFile = "/info.json";
  const json::value* zoom = print.if_contains("zoom");
  if (zoom == nullptr || !zoom->is_object()) return nullptr;
  const json::object& tiles = zoom->get_object();
  const std::string_view url = text_in(tiles, "url");
  const std::int64_t width = integer_in(tiles, "width");
  const std::int64_t height = integer_in(tiles, "height");
  if (!url.ends_with(kFile) || width < 1 || height < 1 || width > kPixelsMax || height > kPixelsMax) return nullptr;
  return json::string(json::serialize(image::zoom_info(std::string(url.substr(0, url.size() - kFile.size())),
                                                       static_cast<int>(width), static_cast<int>(height))));
}

double ratio_of(const json::object& print) {
  double ratio = number_in(print, "aspectRatio");
  if (const auto images = by_width(print); !images.empty()) {
    const json::object& largest = *images.rbegin()->second;
    ratio = number_in(largest, "width") / number_in(largest, "height");
  }
  return ratio > 0 ? std::clamp(ratio, 0.2, 9.0) : 1.0;
}

std::string digit_classes(double number) {
  const int thousandths = static_cast<int>(std::lround(std::clamp(number, 0.0, 9.999) * 1000));
  const auto digit = [&](int place) { return std::to_string(thousandths / place % 10); };
  return "o" + digit(1000) + " t" + digit(100) + " h" + digit(10) + " m" + digit(1);
}

}  // namespace copper::gallery
