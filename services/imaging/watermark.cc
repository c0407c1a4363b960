#include "services/imaging/watermark.h"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <set>

#include "platform/base/error.h"
#include "platform/base/package.h"

namespace copper::imaging {
namespace {

using vips::VImage;

constexpr double kDark = 20;
constexpr double kLight = 255;
constexpr double kDarkLuminance = 0.007;
constexpr double kLightLuminance = 1;
constexpr double kContourOpacity = 0.7;  // of the letters'

// Below this no letter can be told from another, and a picture this small is of no use to anyone.
constexpr int kWidthMin = 24;
constexpr int kHeightMin = 12;

bool has_ink(const std::string& text) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    const gunichar letter = g_utf8_get_char_validated(at, end - at);
    if (g_unichar_isgraph(letter) && !g_unichar_iszerowidth(letter)) return true;
  }
  return false;
}

std::atomic<bool> other_fonts_are_loaded{false};

// Other names as soon as there are other fonts: Pango remembers which fonts it found by which names.
std::string families() {
  return other_fonts_are_loaded ? "EB Garamond,FreeSerif,Droid Sans Fallback,Symbola,Unifont,Unifont Upper"
                                : "EB Garamond";
}

// Spaces, direction marks and the like are not drawn.
bool is_drawn(gunichar letter) {
  const bool varies = (letter >= 0xFE00 && letter <= 0xFE0F) || (letter >= 0xE0100 && letter <= 0xE01EF);
  const GUnicodeType type = g_unichar_type(letter);
  return !varies && !g_unichar_isspace(letter) && type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT;
}

bool has(const FcFontSet* fonts, gunichar letter) {
  for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
    FcCharSet* letters = nullptr;
    const bool known = FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &letters) == FcResultMatch;
    if (known && FcCharSetHasChar(letters, letter)) return true;
  }
  return false;
}

// The first character that is in none of these sets of fonts. One without a meaning is in none, whatever a font draws for it.
std::optional<gunichar> missing(const std::string& text, std::initializer_list<FcSetName> sets) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    const gunichar letter = g_utf8_get_char(at);
    const auto has_it = [&](FcSetName set) { return has(FcConfigGetFonts(nullptr, set), letter); };
    if (is_drawn(letter) && (!g_unichar_isdefined(letter) || std::none_of(sets.begin(), sets.end(), has_it)))
      return letter;
  }
  return std::nullopt;
}

void load_other_fonts() {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (other_fonts_are_loaded) return;
  for (const char* file : kOtherFonts) {
    FcConfigAppFontAddFile(nullptr, reinterpret_cast<const FcChar8*>(base::in_package(file).c_str()));
  }
  other_fonts_are_loaded = true;
}

// Pango reads markup; an artist's "<" is a letter.
std::string as_markup(const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> escaped(
      g_markup_escape_text(text.data(), static_cast<gssize>(text.size())), g_free);
  return escaped.get();
}

// The letters' coverage, 0 to 255, at `size` pixels to the em.
VImage letters(const std::string& text, double size) {
  const std::string font = families() + " " + std::to_string(size);
  return VImage::text(as_markup(text).c_str(), VImage::option()->set("font", font.c_str())->set("dpi", 72));
}

// As large as wanted but legible; a long text on a small picture shrinks to fit. `size` becomes that of the letters.
VImage fitted_letters(const VImage& picture, const std::string& text, double& size) {
  size = std::clamp(picture.width() * size / 100, 9.0, std::max(9.0, picture.height() / 5.0));
  VImage mask = letters(text, size);
  const double room = std::min(0.92 * picture.width() / mask.width(), 0.5 * picture.height() / mask.height());
  if (room >= 1) return mask;
  size = std::max(3.0, size * room);
  return letters(text, size);
}

// 0 at the left, 1 at the right.
double across(Position position) {
  if (position == Position::centre) return 0.5;
  return position == Position::bottom_left || position == Position::top_left ? 0 : 1;
}

// 0 at the top, 1 at the bottom.
double down(Position position) {
  if (position == Position::centre) return 0.5;
  return position == Position::top_left || position == Position::top_right ? 0 : 1;
}

// Where `length` pixels begin in `room`, no closer to its ends than `margin`.
int start_of(double where, int room, int length, int margin) {
  return margin + static_cast<int>(std::lround(where * (room - 2 * margin - length)));
}

VImage blended(const VImage& picture, const VImage& coverage, double opacity, double tone) {
  const VImage alpha = (coverage * opacity).cast(VIPS_FORMAT_UCHAR);
  const VImage colour = (picture * 0 + tone).cast(VIPS_FORMAT_UCHAR);
  return alpha.ifthenelse(colour, picture, VImage::option()->set("blend", true));
}

double contrast(double a, double b) {
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

// Relative luminance (WCAG 2.1), 0 to 1, weighted: how light it is, and how much that varies.
struct Light {
  double mean;
  double deviation;
};

Light light_of(const VImage& picture, const VImage& weights) {
  const VImage light = (picture.colourspace(VIPS_INTERPRETATION_XYZ).extract_band(1) / 100).copy_memory();
  const double sum = std::max(weights.avg(), 1e-9);
  const double mean = (light * weights).avg() / sum;
  return {mean, std::sqrt(std::max(0.0, (light * light * weights).avg() / sum - mean * mean))};
}

// What lies below, what is drawn on it, and how much of each pixel that covers (0 to 255).
struct Ground {
  VImage pixels;
  VImage letters;
  VImage contour;

  VImage drawn(double tone, double opacity, double contour_opacity) const {
    return blended(blended(pixels, contour, contour_opacity, kDark + kLight - tone), letters, opacity, tone)
        .copy_memory();
  }

  // Of the letters to the lines around them that are most like them.
  double contrast_in(const VImage& drawn) const {
    const VImage around = (contour > 127).boolean(letters <= 15, VIPS_OPERATION_BOOLEAN_AND);
    const double letter = light_of(drawn, letters > 127).mean;
    const auto [mean, deviation] = light_of(drawn, around);
    return letter < mean ? contrast(letter, std::max(letter, mean - deviation))
                         : contrast(letter, std::min(letter, mean + deviation));
  }
};

VImage legible(const Ground& ground, double opacity) {
  constexpr double kStep = 0.1;
  const double below = light_of(ground.pixels, ground.contour).mean;
  const double tone = contrast(below, kLightLuminance) > contrast(below, kDarkLuminance) ? kLight : kDark;
  double contour = kContourOpacity * opacity;
  VImage drawn = ground.drawn(tone, opacity, contour);
  while (contour < 1 && ground.contrast_in(drawn) < kWatermarkContrastMin) {
    opacity = std::min(1.0, opacity + kStep);
    contour = std::min(1.0, contour + kStep);
    drawn = ground.drawn(tone, opacity, contour);
  }
  return drawn;
}

}  // namespace

std::optional<Position> position_named(std::string_view name) {
  const auto found = std::find(kPositions.begin(), kPositions.end(), name);
  if (found == kPositions.end()) return std::nullopt;
  return static_cast<Position>(found - kPositions.begin());
}

void load_font(const std::filesystem::path& font_file) {
  static std::mutex mutex;
  static std::set<std::filesystem::path> loaded;
  const std::lock_guard lock(mutex);
  if (loaded.contains(font_file)) return;
  if (!FcConfigAppFontAddFile(nullptr, reinterpret_cast<const FcChar8*>(font_file.c_str()))) {
    throw StartError("the watermark's font is missing at " + font_file.string() +
                     ": install Debian's package fonts-ebgaramond");
  }
  loaded.insert(font_file);
}

void check_letters(const std::string& text) {
  if (!missing(text, {FcSetApplication})) return;
  load_other_fonts();
  const auto letter = missing(text, {FcSetApplication, FcSetSystem});
  if (!letter) return;
  std::array<char, 8> character{};
  g_unichar_to_utf8(*letter, character.data());
  std::array<char, 16> number{};
  std::snprintf(number.data(), number.size(), "U+%04X", *letter);
  throw Error(ErrorCode::bad_request, std::string("The watermark cannot be drawn: no font here has the character ") +
                                          character.data() + " (" + number.data() +
                                          "). Choose another text, then try again.");
}

void draw_watermark(VImage& picture, const Watermark& watermark) {
  if (!has_ink(watermark.text) || picture.width() < kWidthMin || picture.height() < kHeightMin) return;
  double size = watermark.size;
  const VImage mask = fitted_letters(picture, watermark.text, size);
  const int halo = static_cast<int>(std::ceil(size / 5));
  const VImage letters = mask.embed(halo, halo, mask.width() + 2 * halo, mask.height() + 2 * halo).copy_memory();
  const VImage contour = (letters.gaussblur(std::max(0.8, size / 12)) * 3).cast(VIPS_FORMAT_UCHAR).copy_memory();

  const int margin = static_cast<int>(std::lround(size * 0.35));
  const int left = start_of(across(watermark.position), picture.width(), letters.width(), margin);
  const int top = start_of(down(watermark.position), picture.height(), letters.height(), margin);
  const int inner_left = std::max(0, left);
  const int inner_top = std::max(0, top);
  const auto visible = [&](const VImage& layer) {
    return layer.extract_area(inner_left - left, inner_top - top,
                              std::min(left + layer.width(), picture.width()) - inner_left,
                              std::min(top + layer.height(), picture.height()) - inner_top);
  };
  const VImage shade = visible(contour);
  const VImage below = picture.extract_area(inner_left, inner_top, shade.width(), shade.height()).copy_memory();
  picture.draw_image(legible({below, visible(letters), shade}, watermark.opacity / 100.0), inner_left, inner_top);
}

}  // namespace copper::imaging
