#include "services/imaging/container.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "services/imaging/bytes.h"

namespace copper::imaging {
namespace {

// ITU T.81 annex B: marker segments with their length, those that start a scan followed by its data, in which FF stands before
// 0 or a restart marker. (An end marker inside a segment belongs to a thumbnail.)
Container inspect_jpeg(std::string_view bytes) {
  Container jpeg{Kind::jpeg, false, {}};
  for (std::size_t at = 2; at + 2 <= bytes.size() && bytes[at] == '\xFF';) {
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    const bool is_data = marker == 0 || (marker >= 0xD0 && marker <= 0xD7);
    jpeg.complete = marker == 0xD9;
    if (jpeg.complete || at + 4 > bytes.size()) break;
    if (marker == 0xFF) {  // padding
      ++at;
      continue;
    }
    at += is_data ? 2 : 2 + big_endian(bytes.substr(at + 2, 2));
    if (marker == 0xDA) ++jpeg.scans;
    if (marker == 0xDA || is_data) at = std::min(bytes.find('\xFF', at), bytes.size());
  }
  return jpeg;
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
  if (bytes.starts_with("\xFF\xD8\xFF")) return inspect_jpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return inspect_png(bytes);
  if (is_heif(bytes)) return Container{Kind::heif, is_complete_heif(bytes), {}};
  return std::nullopt;
}

}  // namespace copper::imaging
