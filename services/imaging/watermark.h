// The artist's name in every displayed version (R2.5).
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "services/imaging/engine.h"

namespace copper::imaging {

// As content names them in POST /api/v1/process, in the order of enum Position.
inline constexpr std::array<std::string_view, 5> kPositions = {"bottom_right", "bottom_left", "top_left", "top_right",
                                                               "centre"};
enum class Position { bottom_right, bottom_left, top_left, top_right, centre };
std::optional<Position> position_named(std::string_view name);

struct Watermark {
  std::string text = {};  // UTF-8; without visible letters there is no watermark
  Position position = Position::bottom_right;
  double size = 2.2;  // of the letters (1 em), in percent of the version's width: 1–10
  int opacity = 60;   // percent: 20–100
};

// Debian's package fonts-ebgaramond: Latin, Greek and Cyrillic.
inline constexpr const char* kWatermarkFont = "/usr/share/fonts/opentype/ebgaramond/EBGaramond12-Regular.otf";

// Who is asked, in this order, for a letter that it has not: Debian's packages fonts-freefont-otf (Hebrew, Arabic, the scripts of
// India), fonts-droid-fallback (Chinese, Japanese), fonts-symbola (pictures, signs) and fonts-unifont (the rest, in pixels).
inline constexpr std::array kOtherFonts = {
    "/usr/share/fonts/opentype/freefont/FreeSerif.otf", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf", "/usr/share/fonts/opentype/unifont/unifont.otf",
    "/usr/share/fonts/opentype/unifont/unifont_upper.otf"};

// Makes the font known to this process; before the first draw_watermark. Throws StartError naming the package when the
// file is not there. (libvips could be given the file with every text; 8.14 then compares names it has freed.)
void load_font(const std::filesystem::path& font_file);

// Before a text is drawn: loads the other fonts once it needs them, which takes a while. Throws Error with a sentence for the
// artist when no font has one of its characters, which would come out as a box.
void check_letters(const std::string& text);

// Letters stand out from what is around them by at least this contrast (WCAG 2.1, large text), measured where they
// stand; a lower opacity gives way to it.
inline constexpr double kWatermarkContrastMin = 3;

// Writes the watermark into the picture itself: dark letters where the picture is light, light letters where it is
// dark, within a soft contour of the other tone that parts them from lines. On a small picture letters are as large as
// they must be to be told apart, a long text as small as it must be to fit. `picture` is 8-bit sRGB in memory that
// nobody else uses.
void draw_watermark(vips::VImage& picture, const Watermark& watermark);

}  // namespace copper::imaging
