// The artist's file, opened and checked before a single pixel is decoded (R2.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "services/imaging/container.h"
#include "services/imaging/engine.h"
#include "services/imaging/exif.h"

namespace copper::imaging {

struct Original {
  Kind kind;
  vips::VImage picture;  // not decoded yet; reads from the bytes it was opened with
  Exif exif;             // orientation is 1 where the decoder turns the picture itself (HEIC)
};

// Throws Error for a file that is empty or too large (R2.1).
void check_size(std::uint64_t bytes, const std::string& file_name);

// Throws Error payload_too_large, unsupported_media_type or bad_request with a sentence that begins with the
// file's name and says what the artist can do.
Original open_original(std::string_view bytes, const std::string& file_name);

// What to tell the artist when decoding fails half-way; `detail` is libvips' own text, for the log.
Error damaged(const std::string& file_name, Kind kind, const std::string& detail);

}  // namespace copper::imaging
