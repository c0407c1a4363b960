#include "services/content/image_header.h"

#include <algorithm>
#include <array>

#include "platform/base/encoding.h"

namespace copper::content {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kPiece = 256 * 1024;
constexpr int kSegmentsMax = 4096;  // of a JPEG before its pixels; more is an attack

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

// Sought from the end backwards, where it nearly always is; but phones append whole films after a picture.
bool contains(std::string_view needle, std::uint64_t from, std::uint64_t file_size, const ReadAt& read_at) {
  for (std::uint64_t end = file_size; end >= from + needle.size();) {
    const std::uint64_t start = std::max(from, end - std::min(end, kPiece));
    if (read_at(start, static_cast<std::size_t>(end - start)).find(needle) != std::string::npos) return true;
    if (start == from) return false;
    end = start + needle.size() - 1;  // it may lie across two pieces
  }
  return false;
}

// SOF0-SOF15 without DHT, JPG and DAC, which lie between them.
bool is_start_of_frame(unsigned char marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

ImageHeader jpeg_header(std::uint64_t file_size, const ReadAt& read_at) {
  ImageHeader header;
  std::uint64_t at = 2;
  for (int segments = 0; segments < kSegmentsMax; ++segments) {
    const std::string start = read_at(at, 9);
    if (start.size() < 9 || start[0] != '\xFF') return header;
    const auto marker = static_cast<unsigned char>(start[1]);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (is_start_of_frame(marker)) {
      header.height = big_endian(std::string_view(start).substr(5, 2));
      header.width = big_endian(std::string_view(start).substr(7, 2));
    }
    if (marker == 0xDA) {  // the pixels begin; FF D9 cannot occur among them
      header.complete = contains("\xFF\xD9"sv, at, file_size, read_at);
      return header;
    }
    at += 2 + std::max<std::uint32_t>(2, big_endian(std::string_view(start).substr(2, 2)));
  }
  return header;
}

ImageHeader png_header(std::uint64_t file_size, const ReadAt& read_at) {
  ImageHeader header;
  const std::string start = read_at(0, 24);
  if (start.size() == 24 && start.substr(12, 4) == "IHDR") {
    header.width = big_endian(std::string_view(start).substr(16, 4));
    header.height = big_endian(std::string_view(start).substr(20, 4));
  }
  header.complete = contains("IEND\xAE\x42\x60\x82"sv, 24, file_size, read_at);
  return header;
}

struct Box {
  std::string type;
  std::uint64_t content = 0;  // offset of what follows the box's header
  std::uint64_t end = 0;
};

// The box at `at`, which must lie in [at, limit); nullopt when it does not.
std::optional<Box> box_at(std::uint64_t at, std::uint64_t limit, const ReadAt& read_at) {
  const std::string start = read_at(at, 16);
  if (start.size() < 8) return std::nullopt;
  const std::string_view bytes = start;
  std::uint64_t size = big_endian(bytes.substr(0, 4));
  std::uint64_t header = 8;
  if (size == 1 && start.size() == 16) {
    size = (static_cast<std::uint64_t>(big_endian(bytes.substr(8, 4))) << 32) | big_endian(bytes.substr(12, 4));
    header = 16;
  } else if (size == 0) {
    size = limit - at;
  }
  if (size < header || size > limit - at) return std::nullopt;
  return Box{start.substr(4, 4), at + header, at + size};
}

// One walk through a HEIC file: meta / iprp / ipco / ispe, whose largest extent is the picture's; of one made
// of tiles, the whole's.
struct HeicWalk {
  static constexpr std::array kPath = {"meta"sv, "iprp"sv, "ipco"sv, "ispe"sv};

  const ReadAt& read_at;
  ImageHeader header;
  bool has_meta = false;
  int boxes_left = 4096;  // a file with more is an attack

  // The boxes in [from, limit), of which those named kPath[level] are entered. False when one does not fit.
  bool walk(std::uint64_t from, std::uint64_t limit, std::size_t level) {
    while (from < limit && boxes_left-- > 0) {
      const auto box = box_at(from, limit, read_at);
      if (!box) return false;
      if (box->type == kPath[level]) enter(*box, level);
      from = box->end;
    }
    return from == limit;
  }

  void enter(const Box& box, std::size_t level) {
    has_meta = has_meta || level == 0;
    const auto content = level == 0 ? std::min(box.content + 4, box.end) : box.content;  // version and flags
    if (level + 1 < kPath.size()) {
      walk(content, box.end, level + 1);
      return;
    }
    const std::string size = read_at(box.content + 4, 8);
    if (size.size() < 8) return;
    const auto width = big_endian(std::string_view(size).substr(0, 4));
    const auto height = big_endian(std::string_view(size).substr(4, 4));
    if (std::uint64_t{width} * height > std::uint64_t{header.width} * header.height) {
      header.width = width;
      header.height = height;
    }
  }
};

ImageHeader heic_header(std::uint64_t file_size, const ReadAt& read_at) {
  HeicWalk heic{.read_at = read_at};
  const bool whole = heic.walk(0, file_size, 0);
  heic.header.complete = whole && heic.has_meta;
  return heic.header;
}

bool is_heic(std::string_view beginning) {
  if (beginning.size() < 16 || beginning.substr(4, 4) != "ftyp") return false;
  const auto size = std::min<std::size_t>(big_endian(beginning.substr(0, 4)), beginning.size());
  bool heic = false;
  for (std::size_t at = 8; at + 4 <= size; at += 4) {
    if (at == 12) continue;  // the minor version
    const auto brand = beginning.substr(at, 4);
    if (brand == "avif" || brand == "avis") return false;
    constexpr std::array kBrands = {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "mif1"sv, "msf1"sv};
    heic = heic || std::find(kBrands.begin(), kBrands.end(), brand) != kBrands.end();
  }
  return heic;
}

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
};

constexpr Signature kOthers[] = {
    {0, "GIF8", "a GIF image"},
    {0, "BM", "a BMP image"},
    {8, "WEBP", "a WebP image"},
    {0, "II*\0"sv, "a TIFF or camera raw file"},
    {0, "MM\0*"sv, "a TIFF or camera raw file"},
    {4, "ftypavif", "an AVIF image"},
    {4, "ftyp", "a video"},
    {0, "8BPS", "a Photoshop file"},
    {0, "%PDF", "a PDF document"},
    {0, "PK\3\4", "a ZIP archive or an Office document"},
    {0, "MZ", "a program"},
    {0,
     "\x7F"
     "ELF",
     "a program"},
};

}  // namespace

std::string_view content_type_of(ImageKind kind) {
  constexpr std::array kTypes = {"image/jpeg"sv, "image/png"sv, "image/heic"sv};
  return kTypes[static_cast<std::size_t>(kind)];
}

std::string_view extension_of(ImageKind kind) {
  constexpr std::array kExtensions = {"jpg"sv, "png"sv, "heic"sv};
  return kExtensions[static_cast<std::size_t>(kind)];
}

std::optional<ImageKind> image_kind(std::string_view beginning) {
  if (beginning.starts_with("\xFF\xD8\xFF"sv)) return ImageKind::jpeg;
  if (beginning.starts_with("\x89PNG\r\n\x1A\n"sv)) return ImageKind::png;
  if (is_heic(beginning)) return ImageKind::heic;
  return std::nullopt;
}

std::string_view looks_like(std::string_view beginning) {
  for (const auto& [offset, bytes, name] : kOthers) {
    if (beginning.size() >= offset && beginning.substr(offset).starts_with(bytes)) return name;
  }
  if (beginning.find("<svg") != std::string_view::npos) return "an SVG drawing";
  if (beginning.find("<html") != std::string_view::npos) return "a web page";
  // The beginning may cut a character in two; up to three bytes of it are not held against the text.
  for (std::size_t cut = 0; cut < 4 && cut <= beginning.size(); ++cut) {
    const auto text = beginning.substr(0, beginning.size() - cut);
    if (base::is_utf8(text) && !base::has_control_characters(text)) return "a text file";
  }
  return "a file of an unknown kind";
}

ImageHeader read_header(ImageKind kind, std::uint64_t file_size, const ReadAt& read_at) {
  switch (kind) {
    case ImageKind::jpeg: return jpeg_header(file_size, read_at);
    case ImageKind::png: return png_header(file_size, read_at);
    case ImageKind::heic: return heic_header(file_size, read_at);
  }
  return {};
}

}  // namespace copper::content
