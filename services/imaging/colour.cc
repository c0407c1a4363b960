#include "services/imaging/colour.h"

#include <array>
#include <cstdint>

namespace copper::imaging {
namespace {

using vips::VImage;

bool is_deep(const VImage& picture) {
  return picture.format() == VIPS_FORMAT_USHORT;
}

VImage by_profile(const VImage& picture, int depth) {
  return picture.icc_transform(
      "srgb", VImage::option()->set("embedded", true)->set("intent", VIPS_INTENT_PERCEPTUAL)->set("depth", depth));
}

// Most cameras embed an sRGB profile, and converting 20 megapixels to what they are already costs more than
// decoding them. Whether it would change anything shows on a lattice of 512 colours.
bool changes_nothing(const VImage& picture) {
  constexpr int kSteps = 8;
  std::array<std::uint8_t, kSteps * kSteps * kSteps * 3> colours{};
  for (std::size_t i = 0; i < colours.size() / 3; ++i) {
    for (std::size_t band = 0, rest = i; band < 3; ++band, rest /= kSteps) {
      colours[i * 3 + band] = static_cast<std::uint8_t>(rest % kSteps * 255 / (kSteps - 1));
    }
  }
  VImage lattice =
      VImage::new_from_memory(colours.data(), colours.size(), kSteps * kSteps * kSteps, 1, 3, VIPS_FORMAT_UCHAR)
          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB));
  std::size_t size = 0;
  const void* profile = picture.get_blob(VIPS_META_ICC_NAME, &size);
  lattice.set(VIPS_META_ICC_NAME, nullptr, const_cast<void*>(profile), size);
  return (by_profile(lattice, 8) - lattice).abs().max() <= 1;
}

}  // namespace

VImage to_srgb(VImage picture) {
  const int depth = is_deep(picture) ? 16 : 8;
  if (picture.get_typeof(VIPS_META_ICC_NAME) != 0) {
    try {
      const bool is_rgb =
          picture.interpretation() == VIPS_INTERPRETATION_sRGB || picture.interpretation() == VIPS_INTERPRETATION_RGB16;
      if (!is_rgb || !changes_nothing(picture)) return by_profile(picture, depth);
    } catch (const vips::VError&) {
      // A profile that is broken or for another kind of picture says nothing: go by the format.
      picture = picture.copy();
      picture.remove(VIPS_META_ICC_NAME);
    }
  }
  return picture.colourspace(depth == 16 ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
}

VImage on_white(VImage picture) {
  if (!picture.has_alpha()) return picture;
  const double white = is_deep(picture) ? 65535 : 255;
  return picture.flatten(VImage::option()->set("background", std::vector<double>{white})->set("max_alpha", white));
}

VImage in_memory(VImage picture) {
  if (picture.bands() != 3 || (picture.format() != VIPS_FORMAT_UCHAR && !is_deep(picture))) {
    throw vips::VError("not a picture of three bands of 8 or 16 bits");
  }
  return picture.copy_memory();
}

}  // namespace copper::imaging
