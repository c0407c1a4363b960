#include "demo/plates/kit/jpeg.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <jpeglib.h>

namespace copper::demo {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::runtime_error("cannot write " + file.string() + ": " + std::generic_category().message(errno));
}

struct CloseFile {
  void operator()(std::FILE* f) const { std::fclose(f); }
};

[[noreturn]] void throw_message(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  throw std::runtime_error(std::string("cannot write JPEG: ") + text);
}

struct Compressor {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  Compressor() {
    info.err = jpeg_std_error(&errors);
    errors.error_exit = throw_message;
    jpeg_create_compress(&info);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() { jpeg_destroy_compress(&info); }
};

}  // namespace

std::uintmax_t write_jpeg(const std::filesystem::path& file, const Image& image,
                          const std::vector<std::uint8_t>& exif) {
  const std::unique_ptr<std::FILE, CloseFile> out(std::fopen(file.c_str(), "wb"));
  if (!out) fail(file);
  Compressor jpeg;
  jpeg_stdio_dest(&jpeg.info, out.get());
  jpeg.info.image_width = static_cast<JDIMENSION>(image.width);
  jpeg.info.image_height = static_cast<JDIMENSION>(image.height);
  jpeg.info.input_components = 3;
  jpeg.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg.info);
  jpeg_set_quality(&jpeg.info, 92, TRUE);
  jpeg.info.comp_info[0].h_samp_factor = jpeg.info.comp_info[0].v_samp_factor = 1;  // 4:4:4
  jpeg.info.write_JFIF_header = FALSE;  // Exif asks that its own segment comes first
  jpeg_start_compress(&jpeg.info, TRUE);
  jpeg_write_marker(&jpeg.info, JPEG_APP0 + 1, exif.data(), static_cast<unsigned>(exif.size()));
  while (jpeg.info.next_scanline < jpeg.info.image_height) {
    auto* row = const_cast<JSAMPROW>(image.row(static_cast<int>(jpeg.info.next_scanline)));
    jpeg_write_scanlines(&jpeg.info, &row, 1);
  }
  jpeg_finish_compress(&jpeg.info);
  if (std::fflush(out.get()) != 0 || std::ferror(out.get()) != 0) fail(file);
  return std::filesystem::file_size(file);
}

}  // namespace copper::demo
