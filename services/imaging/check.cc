#include "services/imaging/check.h"

#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "platform/base/error.h"
#include "services/imaging/bytes.h"

namespace copper::imaging {
namespace {

using namespace std::string_view_literals;

struct Part {
  std::string_view name;
  std::string_view bytes;
};

// What a file consists of besides what every decoder must read.
struct Contents {
  Size size{};
  std::vector<Part> metadata;
};

// RFC 9649 §2.3: RIFF chunks of a name, a length and as many bytes, padded to an even number.
std::optional<Contents> contents_of_webp(std::string_view file) {
  constexpr std::array kPicture = {"VP8X"sv, "VP8 "sv, "VP8L"sv};
  Contents contents;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.data());
  if (little_endian(file.substr(4, 4)) + 8 != file.size()) return std::nullopt;
  if (WebPGetInfo(bytes, file.size(), &contents.size.width, &contents.size.height) == 0) return std::nullopt;
  std::size_t at = 12;
  while (at + 8 <= file.size()) {
    const std::size_t length = little_endian(file.substr(at + 4, 4));
    if (length > file.size() - at - 8) return std::nullopt;
    const std::string_view name = file.substr(at, 4);
    if (std::find(kPicture.begin(), kPicture.end(), name) == kPicture.end()) {
      contents.metadata.push_back({name, file.substr(at + 8, length)});
    }
    at += 8 + length + length % 2;
  }
  return at == file.size() ? std::optional(contents) : std::nullopt;
}

// ITU T.81 annex B: within a scan FF is followed by 0 or by a restart marker, and the end marker ends the file.
bool ends_after_scan(std::string_view file, std::size_t at) {
  while ((at = file.find('\xFF', at)) != std::string_view::npos && at + 1 < file.size()) {
    const auto marker = static_cast<unsigned char>(file[at + 1]);
    if (marker == 0xD9) return at + 2 == file.size();
    if (marker != 0 && (marker < 0xD0 || marker > 0xD7)) return false;
    at += 2;
  }
  return false;
}

std::optional<Contents> contents_of_jpeg(std::string_view file) {
  constexpr auto kTables = "\xDB\xC4\xDD"sv;  // quantisation, Huffman codes, restart interval
  constexpr auto kJfif = "JFIF\0"sv;
  constexpr std::size_t kJfifWithoutThumbnail = 14;
  Contents contents;
  for (std::size_t at = 2; at + 4 <= file.size() && file[at] == '\xFF';) {
    const char marker = file[at + 1];
    const std::size_t length = big_endian(file.substr(at + 2, 2));
    if (length < 2 || length > file.size() - at - 2) return std::nullopt;
    const std::string_view body = file.substr(at + 4, length - 2);
    at += 2 + length;
    if (marker == '\xDA') return ends_after_scan(file, at) ? std::optional(contents) : std::nullopt;
    if (marker == '\xC0' && body.size() > 5) {
      contents.size = {static_cast<int>(big_endian(body.substr(3, 2))),
                       static_cast<int>(big_endian(body.substr(1, 2)))};
    } else if (kTables.find(marker) == std::string_view::npos &&
               !(body.starts_with(kJfif) && body.size() == kJfifWithoutThumbnail)) {
      contents.metadata.push_back({"a segment", body});
    }
  }
  return std::nullopt;
}

// The metadata that must be there, and must be all there is, as the format writes it.
std::vector<std::string> wanted_in(bool is_webp, const Rights& rights) {
  using namespace std::string_literals;
  std::vector<std::string> wanted = {
      is_webp ? srgb_profile() : "ICC_PROFILE\0\x01\x01"s + srgb_profile(),
      is_webp ? xmp_packet(rights) : "http://ns.adobe.com/xap/1.0/\0"s + xmp_packet(rights)};
  const std::string exif = exif_block(rights);
  if (!exif.empty()) wanted.push_back(is_webp ? exif : "Exif\0\0"s + exif);
  return wanted;
}

}  // namespace

std::string problem_of(std::string_view file, Size size, const Rights& rights) {
  const bool is_webp = file.size() > 12 && file.starts_with("RIFF");
  const auto contents = is_webp ? contents_of_webp(file) : contents_of_jpeg(file);
  if (!contents) return "it is not whole";
  if (contents->size.width != size.width || contents->size.height != size.height) {
    return "it is " + std::to_string(contents->size.width) + " × " + std::to_string(contents->size.height) +
           " pixels and not " + std::to_string(size.width) + " × " + std::to_string(size.height);
  }
  const auto wanted = wanted_in(is_webp, rights);
  for (const auto& block : wanted) {
    const auto same = [&](const Part& part) { return part.bytes == block; };
    if (std::none_of(contents->metadata.begin(), contents->metadata.end(), same)) {
      return "its colour profile or its rights are missing";
    }
  }
  return contents->metadata.size() == wanted.size() ? "" : "it carries more than its rights";
}

void check_made(std::string_view file, std::string_view what, Size size, const Rights& rights) {
  const std::string problem = problem_of(file, size, rights);
  if (problem.empty()) return;
  throw Error(ErrorCode::internal, "The version " + std::string(what) + " was not kept, for " + problem +
                                       ". Try again; if it fails once more, export the picture anew.");
}

}  // namespace copper::imaging
