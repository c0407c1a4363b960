// The whole of image processing without a network: an original's bytes in, every published version out (R2.4,
// R2.5).
//
//   start_engine();
//   Made made = make_versions(bytes, {.file_name = "harbour.jpg", .watermark = {"© Ida Holm"}}, {});
//
// Thread-safe, but one call already uses every core.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/package.h"
#include "services/imaging/exif.h"
#include "services/imaging/placeholder.h"
#include "services/imaging/rights.h"
#include "services/imaging/versions.h"
#include "services/imaging/watermark.h"
#include "services/imaging/webp.h"
#include "services/imaging/zoom.h"

namespace copper::imaging {

// What is the same for all pictures.
struct Settings {
  WebpSettings webp;
  int tile_quality = 80;  // 1–100
  std::filesystem::path font_file = base::in_package(kWatermarkFont);
  unsigned threads = 0;  // encoding at once; 0: one per core
};

// What may differ from picture to picture.
struct Order {
  std::string file_name;  // for messages to the artist
  Watermark watermark = {};
  Rights rights;
  std::optional<Focus> focus;  // nullopt: found by looking
  bool wants_zoom = false;     // zoom tiles too
};

struct MadeVersion {
  std::string_view name;  // of image::kVersions
  int width;
  int height;
  std::shared_ptr<const std::string> webp;  // versions of the same pixels share their bytes
};

struct Made {
  int original_width;  // as seen, after orientation
  int original_height;
  std::vector<MadeVersion> versions;  // in the order of image::kVersions
  Placeholder placeholder;
  std::optional<Zoom> zoom;  // when wanted
  Exif exif;
};

// Throws Error with a sentence for the artist when the file cannot be used (see original.h).
Made make_versions(std::string_view bytes, const Order& order, const Settings& settings);

}  // namespace copper::imaging
