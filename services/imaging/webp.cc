#include "services/imaging/webp.h"

#include <webp/encode.h>
#include <webp/mux.h>

#include <memory>
#include <stdexcept>

namespace copper::imaging {
namespace {

// How many bits go from busy parts to calm ones, 0–100. The preset's 25 suits flat colour; paper and ink gain likeness
// with more (docs/images.md).
constexpr int kNoiseShaping = 70;

class Picture {
 public:
  explicit Picture(const vips::VImage& pixels) {
    if (!WebPPictureInit(&picture_)) throw std::runtime_error("libwebp is of another version than its headers");
    picture_.width = pixels.width();
    picture_.height = pixels.height();
    const auto* bytes = static_cast<const std::uint8_t*>(pixels.data());
    if (!WebPPictureImportRGB(&picture_, bytes, pixels.width() * 3)) throw std::bad_alloc();
    WebPMemoryWriterInit(&writer_);
    picture_.writer = WebPMemoryWrite;
    picture_.custom_ptr = &writer_;
  }
  ~Picture() {
    WebPPictureFree(&picture_);
    WebPMemoryWriterClear(&writer_);
  }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  WebPData encode(const WebpSettings& settings) {
    WebPConfig config;
    // Line drawing: less smoothing across edges than for photographs.
    if (!WebPConfigPreset(&config, WEBP_PRESET_DRAWING, static_cast<float>(settings.quality))) {
      throw std::runtime_error("libwebp is of another version than its headers");
    }
    config.sns_strength = kNoiseShaping;
    config.method = settings.effort;
    if (!WebPEncode(&config, &picture_)) {
      throw std::runtime_error("libwebp fails with code " + std::to_string(picture_.error_code));
    }
    return {writer_.mem, writer_.size};
  }

 private:
  WebPPicture picture_;
  WebPMemoryWriter writer_{};
};

WebPData view_of(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string with_metadata(const WebPData& image, const Rights& rights) {
  const std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)> mux(WebPMuxNew(), WebPMuxDelete);
  bool ok = mux != nullptr && WebPMuxSetImage(mux.get(), &image, 0) == WEBP_MUX_OK;
  const auto add = [&](const char* name, const std::string& bytes) {
    const WebPData chunk = view_of(bytes);
    ok = ok && (bytes.empty() || WebPMuxSetChunk(mux.get(), name, &chunk, 1) == WEBP_MUX_OK);
  };
  add("ICCP", srgb_profile());
  add("EXIF", exif_block(rights));
  add("XMP ", xmp_packet(rights));
  WebPData file{};
  if (!ok || WebPMuxAssemble(mux.get(), &file) != WEBP_MUX_OK) throw std::runtime_error("libwebpmux fails");
  std::string bytes(reinterpret_cast<const char*>(file.bytes), file.size);
  WebPDataClear(&file);
  return bytes;
}

}  // namespace

std::string as_bare_webp(vips::VImage pixels, const WebpSettings& settings) {
  Picture picture(pixels);
  pixels = vips::VImage();
  const WebPData file = picture.encode(settings);
  return {reinterpret_cast<const char*>(file.bytes), file.size};
}

std::string as_webp(vips::VImage pixels, const Rights& rights, const WebpSettings& settings) {
  Picture picture(pixels);
  pixels = vips::VImage();
  return with_metadata(picture.encode(settings), rights);
}

}  // namespace copper::imaging
