// The artist's name in the corner of every displayed version (R2.5).
#pragma once

#include <filesystem>
#include <string>

#include "services/imaging/engine.h"

namespace copper::imaging {

// Debian's package fonts-ebgaramond; other scripts than Latin, Greek and Cyrillic come from whatever font
// fontconfig finds.
inline constexpr const char* kWatermarkFont = "/usr/share/fonts/opentype/ebgaramond/EBGaramond12-Regular.otf";

// Makes the font known to this process; before the first draw_watermark. Throws StartError naming the package when the
// file is not there. (libvips could be given the file with every text; 8.14 then compares names it has freed.)
void load_font(const std::filesystem::path& font_file);

// Writes `text` (UTF-8) into the picture itself, bottom right, sized by the picture's width: light letters
// within a soft dark contour, so that they can be read on white paper and on black aquatint, and still let
// the print through. A text without visible letters changes nothing. `picture` is 8-bit sRGB in memory that
// nobody else uses.
void draw_watermark(vips::VImage& picture, const std::string& text);

}  // namespace copper::imaging
