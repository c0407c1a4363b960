#include "services/imaging/original.h"

#include <array>
#include <cstdio>

#include "platform/image/versions.h"

namespace copper::imaging {
namespace {

using vips::VImage;

std::string megapixels(double pixels) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", pixels / 1e6);
  return text.data();
}

// Programs write a dozen; each costs a decoder as much as all of the picture, however few bytes it has.
constexpr int kScansMax = 100;

Container container_of(std::string_view bytes, const std::string& file_name) {
  const auto container = inspect(bytes);
  if (!container) {
    throw Error(ErrorCode::unsupported_media_type,
                file_name + " is not a JPEG, PNG or HEIC picture. Export it as one of these.");
  }
  if (!container->complete) {
    throw Error(ErrorCode::bad_request,
                file_name + " is incomplete: it ends before the picture does. Export it again.");
  }
  if (container->scans > kScansMax) {
    throw damaged(file_name, container->kind, std::to_string(container->scans) + " scans");
  }
  return *container;
}

void check_pixels(const VImage& picture, const std::string& file_name) {
  const std::int64_t pixels = std::int64_t{picture.width()} * picture.height();
  if (pixels <= image::kOriginalPixelsMax) return;
  throw Error(ErrorCode::payload_too_large,
              file_name + " has " + megapixels(static_cast<double>(pixels)) + " megapixels (" +
                  std::to_string(picture.width()) + " × " + std::to_string(picture.height()) + "); the limit is " +
                  std::to_string(image::kOriginalPixelsMax / 1'000'000) + ". Export it smaller.");
}

// Reads the header. FAIL_ON_WARNING: a decoder that guesses at broken data would publish the guess.
VImage header_of(std::string_view bytes, Kind kind) {
  VipsBlob* blob = vips_blob_new(nullptr, bytes.data(), bytes.size());
  auto* options = VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_WARNING);
  VImage picture;
  try {
    switch (kind) {
      case Kind::jpeg: picture = VImage::jpegload_buffer(blob, options); break;
      case Kind::png: picture = VImage::pngload_buffer(blob, options); break;
      case Kind::heif: picture = VImage::heifload_buffer(blob, options); break;
    }
  } catch (...) {
    vips_area_unref(VIPS_AREA(blob));
    throw;
  }
  vips_area_unref(VIPS_AREA(blob));
  // With several threads libvips 8.14 sometimes loses a decoder's error: the thread that meets it blackens the rest and
  // stops the others, and the picture passes as whole.
  VImage single_threaded = picture.copy();
  single_threaded.set(VIPS_META_CONCURRENCY, 1);
  return single_threaded;
}

Exif exif_of(const VImage& picture, const Container& container) {
  if (container.kind == Kind::png) return read_exif(container.exif);
  if (picture.get_typeof(VIPS_META_EXIF_NAME) == 0) return {};
  std::size_t size = 0;
  const void* block = picture.get_blob(VIPS_META_EXIF_NAME, &size);
  Exif exif = read_exif({static_cast<const char*>(block), size});
  // ISO/IEC 23008-12 turns pictures by a property of its own, which libheif has obeyed; EXIF is a note there.
  if (container.kind == Kind::heif) exif.orientation = 1;
  return exif;
}

}  // namespace

void check_size(std::uint64_t bytes, const std::string& file_name) {
  if (bytes == 0) throw Error(ErrorCode::bad_request, file_name + " is empty. Export it again.");
  if (bytes > static_cast<std::uint64_t>(image::kOriginalBytesMax)) {
    throw Error(ErrorCode::payload_too_large, file_name + " is larger than " +
                                                  std::to_string(image::kOriginalBytesMax / (1024 * 1024)) +
                                                  " MB. Export it with more compression or fewer pixels.");
  }
}

Original open_original(std::string_view bytes, const std::string& file_name) {
  check_size(bytes.size(), file_name);
  const Container container = container_of(bytes, file_name);
  try {
    VImage picture = header_of(bytes, container.kind);
    check_pixels(picture, file_name);
    Exif exif = exif_of(picture, container);
    return {container.kind, std::move(picture), std::move(exif)};
  } catch (const vips::VError& failure) {
    throw damaged(file_name, container.kind, failure.what());
  }
}

Error damaged(const std::string& file_name, Kind kind, const std::string& detail) {
  vips_error_clear();  // libvips collects what it has to say
  return Error(ErrorCode::bad_request,
               file_name + " is damaged: it cannot be read as the " + std::string(name_of(kind)) +
                   " it says it is. Export it again.",
               detail);
}

}  // namespace copper::imaging
