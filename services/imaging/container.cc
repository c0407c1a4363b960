#include "services/imaging/container.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "services/imaging/bytes.h"

namespace copper::imaging {
namespace {

// ITU T.81 annex B: marker segments up to the first scan; within a scan, FF D9 cannot be anything but the
// end. (An end marker further up belongs to a thumbnail inside a segment.)
bool is_complete_jpeg(std::string_view bytes) {
  for (std::size_t at = 2; at + 4 <= bytes.size();) {
    if (bytes[at] != '\xFF') return false;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // padding
      ++at;
    } else if (marker == 0xDA) {
      return bytes.find("\xFF\xD9", at) != std::string_view::npos;
    } else {
      at += 2 + big_endian(bytes.substr(at + 2, 2));
    }
  }
  return false;
}

// PNG (third edition) §5.3: length, type, data, CRC.
Container inspect_png(std::string_view bytes) {
  Container png{Kind::png, false, {}};
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::uint64_t size = big_endian(bytes.substr(at, 4));
    if (size > bytes.size() - at - 12) break;
    const std::string_view type = bytes.substr(at + 4, 4);
    if (type == "eXIf") png.exif = bytes.substr(at + 8, size);
    if (type == "IEND") png.complete = true;
    at += 12 + size;
  }
  return png;
}

// ISO/IEC 14496-12 §4.2: size and type; size 1 announces 64 bits of it, size 0 reaches to the end of the
// file.
bool is_complete_heif(std::string_view bytes) {
  bool has_description = false;
  bool has_data = false;
  std::size_t at = 0;
  while (bytes.size() - at >= 8) {
    const std::string_view type = bytes.substr(at + 4, 4);
    has_description = has_description || type == "meta";
    has_data = has_data || type == "mdat";
    std::uint64_t size = big_endian(bytes.substr(at, 4));
    if (size == 0) size = bytes.size() - at;
    if (size == 1 && bytes.size() - at >= 16) size = big_endian(bytes.substr(at + 8, 8));
    if (size < 8 || size > bytes.size() - at) return false;
    at += size;
  }
  return at == bytes.size() && has_description && has_data;
}

bool is_heif(std::string_view bytes) {
  constexpr std::array<std::string_view, 10> kBrands = {"heic", "heix", "heim", "heis", "hevc",
                                                        "hevx", "hevm", "hevs", "mif1", "msf1"};
  return bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp" &&
         std::find(kBrands.begin(), kBrands.end(), bytes.substr(8, 4)) != kBrands.end();
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::jpeg: return "JPEG";
    case Kind::png: return "PNG";
    case Kind::heif: return "HEIC";
  }
  return "";
}

std::optional<Container> inspect(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return Container{Kind::jpeg, is_complete_jpeg(bytes), {}};
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return inspect_png(bytes);
  if (is_heif(bytes)) return Container{Kind::heif, is_complete_heif(bytes), {}};
  return std::nullopt;
}

}  // namespace copper::imaging
