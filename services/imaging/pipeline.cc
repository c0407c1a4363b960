#include "services/imaging/pipeline.h"

#include <algorithm>

#include "platform/image/versions.h"
#include "services/imaging/check.h"
#include "services/imaging/colour.h"
#include "services/imaging/original.h"
#include "services/imaging/parallel.h"

namespace copper::imaging {
namespace {

using vips::VImage;

// However many cores there are: what libwebp may have at a time, and what it was seen to have for a pixel, its own copy and the
// file together.
constexpr std::size_t kEncodingBytesMax = 128U << 20;
constexpr std::size_t kEncodingBytesPerPixel = 3;

std::size_t encoding_bytes(Size size) {
  return kEncodingBytesPerPixel * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
}

// Encoding is where the time goes, so versions are encoded side by side, the widest first.
std::vector<MadeVersion> signed_and_encoded(std::vector<Reduced> pictures, const Order& order,
                                            const Settings& settings) {
  std::vector<MadeVersion> made;
  for (const auto& picture : pictures) {
    for (const auto name : picture.names) made.push_back({name, picture.size.width, picture.size.height, {}});
  }
  MemoryBudget budget(kEncodingBytesMax);
  in_parallel(pictures.size(), settings.threads, [&](std::size_t i) {
    draw_watermark(pictures[i].pixels, order.watermark);
    std::shared_ptr<const std::string> webp;
    budget.spend(encoding_bytes(pictures[i].size), [&] {
      webp = std::make_shared<const std::string>(as_webp(taken(pictures[i].pixels), order.rights, settings.webp));
    });
    check_made(*webp, pictures[i].names.front(), pictures[i].size, order.rights);
    for (auto& version : made) {
      const auto& names = pictures[i].names;
      if (std::find(names.begin(), names.end(), version.name) != names.end()) version.webp = webp;
    }
  });
  const auto place = [](const MadeVersion& version) {
    return std::find_if(image::kVersions.begin(), image::kVersions.end(),
                        [&](const auto& known) { return known.name == version.name; });
  };
  std::sort(made.begin(), made.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return made;
}

// The smallest that shows the whole picture, not yet signed.
const VImage& smallest_whole(const std::vector<Reduced>& pictures) {
  const auto is_it = [](const Reduced& picture) {
    return std::find(picture.names.begin(), picture.names.end(), "medium") != picture.names.end();
  };
  return std::find_if(pictures.begin(), pictures.end(), is_it)->pixels;
}

}  // namespace

Made make_versions(std::string_view bytes, const Order& order, const Settings& settings) {
  start_engine();
  load_font(settings.font_file);
  check_letters(order.watermark.text);
  Original original = open_original(bytes, order.file_name);
  const int orientation = original.exif.orientation;
  Made made;
  std::vector<Reduced> pictures;
  try {
    VImage picture = taken(original.picture) | to_srgb | on_white | in_memory;
    made.original_width = upright_size(picture, orientation).width;
    made.original_height = upright_size(picture, orientation).height;
    pictures = reduced_to_versions(picture, orientation, order.focus, settings.threads);
    if (order.wants_zoom) {
      made.zoom =
          zoom_of(taken(picture), orientation, order.watermark, order.rights, settings.tile_quality, settings.threads);
    }
  } catch (const vips::VError& failure) {
    throw damaged(order.file_name, original.kind, failure.what());
  }
  made.placeholder = placeholder_of(smallest_whole(pictures));
  made.versions = signed_and_encoded(std::move(pictures), order, settings);
  made.exif = std::move(original.exif);
  return made;
}

}  // namespace copper::imaging
