// The demonstration prints: each is a copper plate drawn, bitten and printed by code, the same to the last
// byte every time. `for (const Plate& p : all_plates()) write_jpeg(file, draw(p),
// exif_block(exposure_of(p)));`
#pragma once

#include <span>
#include <string_view>

#include "demo/plates/kit/copper.h"
#include "demo/plates/kit/exif.h"
#include "demo/plates/kit/image.h"
#include "demo/plates/kit/impression.h"

namespace copper::demo {

struct Plate {
  std::string_view name;          // of the file, without ".jpg"
  int width, height;              // of the whole sheet, pixels
  int left, top;                  // where the plate begins in it
  int plate_width, plate_height;  // pixels
  std::string_view edition;       // pencilled left
  std::string_view title;         // pencilled in the middle
  std::string_view taken;         // when the sheet was photographed, as Exif writes it
  Image (*draw)(const Plate&);
};

std::span<const Plate> all_plates();

inline Image draw(const Plate& plate) {
  return plate.draw(plate);
}

// The camera's notes for the photograph of a plate.
Exposure exposure_of(const Plate& plate);

// What every plate starts from: bare copper, and the sheet it will be printed on.
Copper copper_for(const Plate& plate);
Sheet sheet_for(const Plate& plate);

Image draw_harbour(const Plate& plate);
Image draw_street(const Plate& plate);
Image draw_heath(const Plate& plate);
Image draw_fisherman(const Plate& plate);
Image draw_quinces(const Plate& plate);
Image draw_mill(const Plate& plate);
Image draw_beeches(const Plate& plate);
Image draw_sea(const Plate& plate);
Image draw_crow(const Plate& plate);
Image draw_stair(const Plate& plate);
Image draw_lighthouse(const Plate& plate);
Image draw_thistles(const Plate& plate);
Image draw_interior(const Plate& plate);
Image draw_bridge(const Plate& plate);

}  // namespace copper::demo
