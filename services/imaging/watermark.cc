#include "services/imaging/watermark.h"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>

#include "platform/base/error.h"

namespace copper::imaging {
namespace {

using vips::VImage;

constexpr double kLightOpacity = 0.80;
constexpr double kContourOpacity = 0.55;

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

// Pango reads markup; an artist's "<" is a letter.
std::string as_markup(const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> escaped(
      g_markup_escape_text(text.data(), static_cast<gssize>(text.size())), g_free);
  return escaped.get();
}

// The letters' coverage, 0 to 255, at `size` pixels to the em.
VImage letters(const std::string& text, double size) {
  const std::string font = "EB Garamond " + std::to_string(size);
  return VImage::text(as_markup(text).c_str(), VImage::option()->set("font", font.c_str())->set("dpi", 72));
}

// At a legible size where there is room; a long text on a small picture shrinks to fit.
VImage fitted_letters(const VImage& picture, const std::string& text, double& size) {
  size = std::clamp(picture.width() / 45.0, 9.0, std::max(9.0, picture.height() / 8.0));
  VImage mask = letters(text, size);
  const double room = std::min(0.92 * picture.width() / mask.width(), 0.5 * picture.height() / mask.height());
  if (room >= 1) return mask;
  size = std::max(3.0, size * room);
  return letters(text, size);
}

VImage blended(const VImage& picture, const VImage& coverage, double opacity, double tone) {
  const VImage alpha = (coverage * opacity).cast(VIPS_FORMAT_UCHAR);
  const VImage colour = (picture * 0 + tone).cast(VIPS_FORMAT_UCHAR);
  return alpha.ifthenelse(colour, picture, VImage::option()->set("blend", true));
}

}  // namespace

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

void draw_watermark(VImage& picture, const std::string& text) {
  if (!has_ink(text) || picture.width() < kWidthMin || picture.height() < kHeightMin) return;
  double size = 0;
  const VImage mask = fitted_letters(picture, text, size);
  const int halo = static_cast<int>(std::ceil(size / 5));
  const VImage light = mask.embed(halo, halo, mask.width() + 2 * halo, mask.height() + 2 * halo);
  const VImage contour = (light.gaussblur(std::max(0.6, size / 16)) * 2.2).cast(VIPS_FORMAT_UCHAR);

  const int margin = static_cast<int>(std::lround(size * 0.35));
  const int left = picture.width() - margin - light.width();
  const int top = picture.height() - margin - light.height();
  const int inner_left = std::max(0, left);
  const int inner_top = std::max(0, top);
  const auto visible = [&](const VImage& layer) {
    return layer.extract_area(inner_left - left, inner_top - top,
                              std::min(light.width() - (inner_left - left), picture.width() - inner_left),
                              std::min(light.height() - (inner_top - top), picture.height() - inner_top));
  };
  const VImage shade = visible(contour);
  const VImage below = picture.extract_area(inner_left, inner_top, shade.width(), shade.height()).copy_memory();
  const VImage corner = blended(blended(below, shade, kContourOpacity, 20), visible(light), kLightOpacity, 255);
  picture.draw_image(corner.copy_memory(), inner_left, inner_top);
}

}  // namespace copper::imaging
