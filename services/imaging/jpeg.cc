#include "services/imaging/jpeg.h"

#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace copper::imaging {
namespace {

[[noreturn]] void fail(j_common_ptr encoder) {
  std::array<char, JMSG_LENGTH_MAX> message{};
  encoder->err->format_message(encoder, message.data());
  throw std::runtime_error(std::string("libjpeg: ") + message.data());
}

class Encoder {
 public:
  Encoder() {
    state_.err = jpeg_std_error(&errors_);
    errors_.error_exit = fail;
    jpeg_create_compress(&state_);
    jpeg_mem_dest(&state_, &bytes_, &size_);
  }
  ~Encoder() {
    jpeg_destroy_compress(&state_);
    std::free(bytes_);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg allocated it
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  void begin(int width, int height, int quality) {
    state_.image_width = static_cast<JDIMENSION>(width);
    state_.image_height = static_cast<JDIMENSION>(height);
    state_.input_components = 3;
    state_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&state_);
    jpeg_set_quality(&state_, quality, TRUE);
    jpeg_start_compress(&state_, TRUE);
  }

  void add(int marker, const std::string& name, const std::string& block) {
    if (block.empty()) return;
    const std::string bytes = name + block;
    jpeg_write_marker(&state_, marker, reinterpret_cast<const JOCTET*>(bytes.data()),
                      static_cast<unsigned>(bytes.size()));
  }

  void write_row(const std::uint8_t* samples) {
    JSAMPROW row = const_cast<JSAMPROW>(samples);  // NOLINT(cppcoreguidelines-pro-type-const-cast): it only reads
    jpeg_write_scanlines(&state_, &row, 1);
  }

  std::string finished() {
    jpeg_finish_compress(&state_);
    return {reinterpret_cast<const char*>(bytes_), size_};
  }

 private:
  jpeg_compress_struct state_{};
  jpeg_error_mgr errors_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;  // NOLINT(google-runtime-int): libjpeg's
};

}  // namespace

std::string as_jpeg(const vips::VImage& pixels, const Rectangle& area, const Rights& rights, int quality) {
  using namespace std::string_literals;
  Encoder encoder;
  encoder.begin(area.width, area.height, quality);
  encoder.add(JPEG_APP0 + 1, "Exif\0\0"s, exif_block(rights));
  encoder.add(JPEG_APP0 + 1, "http://ns.adobe.com/xap/1.0/\0"s, xmp_packet(rights));
  encoder.add(JPEG_APP0 + 2, "ICC_PROFILE\0\x01\x01"s, srgb_profile());
  const auto row_bytes = static_cast<std::size_t>(pixels.width()) * 3;
  const auto* samples = static_cast<const std::uint8_t*>(pixels.data()) +
                        static_cast<std::size_t>(area.top) * row_bytes + static_cast<std::size_t>(area.left) * 3;
  for (int y = 0; y < area.height; ++y, samples += row_bytes) encoder.write_row(samples);
  return encoder.finished();
}

}  // namespace copper::imaging
