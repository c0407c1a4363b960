// What an original says about itself in its first and last bytes, before anything decodes it (R2.1): its kind
// by content, its size in pixels, and whether it ends too early.
//
// Sources: JPEG ITU T.81 Annex B, PNG (ISO 15948) §5 and §11, ISO base media files ISO 14496-12, HEIF ISO
// 23008-12.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace copper::content {

enum class ImageKind { jpeg, png, heic };
std::string_view content_type_of(ImageKind kind);  // image/jpeg
std::string_view extension_of(ImageKind kind);     // jpg

// Reads up to `size` bytes at `offset`; fewer at the end of the file.
using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t size)>;

struct ImageHeader {
  std::uint32_t width = 0;  // pixels, as stored: before any EXIF rotation; 0 when the file does not say
  std::uint32_t height = 0;
  bool complete = false;  // the end of the image is there
};

// nullopt when the file is none of the three.
std::optional<ImageKind> image_kind(std::string_view beginning);

// What a file that is no accepted image looks like: "a text file", "a PDF document".
std::string_view looks_like(std::string_view beginning);

ImageHeader read_header(ImageKind kind, std::uint64_t file_size, const ReadAt& read_at);

}  // namespace copper::content
