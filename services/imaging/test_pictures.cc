#include "services/imaging/test_pictures.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "platform/base/error.h"
#include "services/imaging/colour.h"
#include "services/imaging/original.h"

namespace copper::imaging::test {
namespace {

using vips::VImage;

double light_of(double srgb) {
  return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4);
}
double srgb_of(double light) {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

VImage as_srgb(const VImage& picture) {
  return picture.cast(VIPS_FORMAT_UCHAR)
      .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB))
      .copy_memory();
}

// Of pixel (x, y), the share that is covered by lines: sampled finely, as a scanner would.
double coverage(int x, int y, double period) {
  constexpr int kSteps = 4;
  int covered = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      const double u = x + (i + 0.5) / kSteps;
      const double v = y + (j + 0.5) / kSteps;
      const double across = (u * 0.8 + v * 0.6) / period;
      if (across - std::floor(across) < 0.5) ++covered;
    }
  }
  return static_cast<double>(covered) / (kSteps * kSteps);
}

}  // namespace

VImage plain(int width, int height, const Colour& colour) {
  start_engine();
  return as_srgb(VImage::black(width, height) + colour);
}

VImage marked(int width, int height) {
  const VImage picture = plain(width, height, kRed);
  picture.draw_rect(kBlue, 0, 0, width / 2, height / 2, VImage::option()->set("fill", true));
  return picture;
}

VImage hatched(int width, int height, double period) {
  start_engine();
  std::vector<std::uint8_t> samples;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double light = 1 - coverage(x, y, period);
      samples.insert(samples.end(), 3, static_cast<std::uint8_t>(std::lround(255 * srgb_of(light))));
    }
  }
  return as_srgb(VImage::new_from_memory(samples.data(), samples.size(), width, height, 3, VIPS_FORMAT_UCHAR));
}

std::string file_of(const VImage& picture, const std::string& suffix_and_options) {
  void* bytes = nullptr;
  std::size_t size = 0;
  picture.write_to_buffer(suffix_and_options.c_str(), &bytes, &size);
  std::string file(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return file;
}

VImage with_exif(const VImage& picture, const std::string& field, const std::string& value) {
  VImage changed = picture.copy();
  changed.set(field.c_str(), value.c_str());
  return changed;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(static_cast<std::uint32_t>(crc));
}

VImage decoded(const std::string& bytes) {
  start_engine();
  const Original original = open_original(bytes, "harbour.jpg");
  try {
    return upright(original.picture | to_srgb | on_white | in_memory, original.exif.orientation);
  } catch (const vips::VError& failure) {
    throw damaged("harbour.jpg", original.kind, failure.what());
  }
}

Made made_from(const std::string& bytes, Order order) {
  return make_versions(bytes, order, {});
}

std::string refusal_of(const std::string& bytes) {
  try {
    made_from(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

const MadeVersion& version(const Made& made, std::string_view name) {
  return *std::find_if(made.versions.begin(), made.versions.end(), [&](const auto& v) { return v.name == name; });
}

// WebP is not among the formats the service reads, so it is let through here only.
VImage pixels_of(const MadeVersion& version) {
  vips_operation_block_set("VipsForeignLoadWebp", FALSE);
  const VImage picture = VImage::new_from_buffer(*version.webp, "").copy_memory();
  vips_operation_block_set("VipsForeignLoadWebp", TRUE);
  return picture;
}

Colour colour_at(const VImage& picture, double x, double y) {
  return picture.getpoint(static_cast<int>(x * (picture.width() - 1)), static_cast<int>(y * (picture.height() - 1)));
}

double distance(const Colour& a, const Colour& b) {
  if (a.size() != b.size()) return 255;
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

double tone(const VImage& picture) {
  const auto* samples = static_cast<const std::uint8_t*>(picture.data());
  const std::size_t count = static_cast<std::size_t>(picture.width()) * static_cast<std::size_t>(picture.height()) *
                            static_cast<std::size_t>(picture.bands());
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += light_of(samples[i] / 255.0);
  return sum / static_cast<double>(count);
}

}  // namespace copper::imaging::test
