// The metadata a camera would have left in a photograph of a print (Exif 2.32, TIFF byte order II), GPS
// position included, so that what must be removed before publishing (R2.5) is really there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace copper::demo {

struct Exposure {
  std::string artist, copyright;
  std::string taken;  // "YYYY:MM:DD HH:MM:SS"
  std::string make, model, lens, serial;
  std::uint32_t shutter_denominator = 60;  // 1/60 s
  std::uint32_t aperture_tenths = 80;      // f/8
  std::uint16_t iso = 100;
  double latitude = 0, longitude = 0;  // degrees, north and east positive
};

// The APP1 payload: "Exif\0\0" and the TIFF block. Fits one JPEG segment.
std::vector<std::uint8_t> exif_block(const Exposure& x);

}  // namespace copper::demo
