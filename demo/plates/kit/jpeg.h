// Writes an image as JPEG: quality 92, full chroma resolution, sRGB, with an Exif block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "demo/plates/kit/image.h"

namespace copper::demo {

// The file's size in bytes. Throws std::runtime_error with a plain message when the file cannot be written.
std::uintmax_t write_jpeg(const std::filesystem::path& file, const Image& image, const std::vector<std::uint8_t>& exif);

}  // namespace copper::demo
