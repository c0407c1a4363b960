// The body of imaging's callback, checked field by field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/json/json.h"

namespace copper::content {

struct MadeVersion {
  std::string version;  // of platform/image/versions.h
  std::string storage_key;
  std::int64_t width;  // pixels
  std::int64_t height;
  std::int64_t bytes;
};

struct MadeZoom {
  std::string storage_key;  // of the folder, without a last slash
  std::int64_t width;       // pixels of the whole picture
  std::int64_t height;
};

struct MadePlaceholder {
  std::string colour;  // #rrggbb
  std::string webp;    // Base64
};

struct CallbackBody {
  std::string base_image_id;
  bool completed = false;
  std::vector<MadeVersion> versions;  // every version once, when completed
  std::optional<MadeZoom> zoom;
  std::optional<MadePlaceholder> placeholder;
  json::Object exif;  // columns of table exif, among them raw
  std::string error;  // for the artist, when failed
  std::optional<std::int64_t> processing_ms;
};

// Error bad_request naming every bad field.
CallbackBody read_callback(const http::Request& request);

}  // namespace copper::content
