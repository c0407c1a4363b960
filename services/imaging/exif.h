// What the camera wrote: the EXIF worth keeping (R2.5), read with libexif and made safe to store and show.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace copper::imaging {

// Texts are UTF-8 without control characters, empty when the camera said nothing.
struct Exif {
  std::string camera;         // "Nikon D850"
  std::string lens;           // "60mm f/2.8 Macro"
  std::string exposure_time;  // "1/60 s"
  std::string aperture;       // "f/8"
  std::optional<int> iso;
  std::string date_time_original;  // "2024-05-17T10:30:00", with "+02:00" when the camera knew its time zone
  int orientation = 1;             // 1–8, TIFF 6.0

  // Every readable entry by its EXIF name, without position, serial numbers and binary data.
  std::vector<std::pair<std::string, std::string>> raw;
};

// `block` is a TIFF structure, with or without "Exif\0\0" before it. Whatever cannot be read is left out.
Exif read_exif(std::string_view block);

}  // namespace copper::imaging
