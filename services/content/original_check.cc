#include "services/content/original_check.h"

#include <algorithm>
#include <cstdio>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/image/versions.h"

namespace copper::content {
namespace {

constexpr const char* kCopyAgain = " Copy it again from the camera or scanner.";

ReadAt reader_of(const http::Body& body) {
  return [&body](std::uint64_t offset, std::size_t size) -> std::string {
    if (offset >= body.size()) return {};
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(size, body.size() - offset));
    if (const auto* slice = body.file()) return base::read_at(slice->file->get(), slice->offset + offset, want);
    return std::string(body.view().substr(static_cast<std::size_t>(offset), want));
  };
}

std::string sha256_of(const http::Body& body) {
  base::Sha256 hash;
  body.for_each_piece([&](std::string_view piece) { hash.update(piece); });
  return base::to_hex(hash.finish());
}

std::string megapixels(std::uint64_t pixels) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", static_cast<double>(pixels) / 1e6);
  return text;
}

void check_size(const std::string& file_name, std::uint64_t declared, std::uint64_t stored) {
  if (stored == declared) return;
  throw RejectedOriginal(ErrorCode::bad_request, file_name + " arrived with " + std::to_string(stored) +
                                                     " bytes instead of " + std::to_string(declared) +
                                                     ". Send it again.");
}

ImageKind check_kind(const std::string& file_name, const ReadAt& read_at) {
  const std::string beginning = read_at(0, 4096);
  if (const auto kind = image_kind(beginning)) return *kind;
  const auto likeness = looks_like(beginning);
  const bool other_image = likeness.find("image") != std::string_view::npos;
  throw RejectedOriginal(ErrorCode::unsupported_media_type,
                         file_name + (other_image ? " cannot be used: it is " : " is not an image: it is ") +
                             std::string(likeness) + ". Send JPEG, PNG or HEIC.");
}

void check_pixels(const std::string& file_name, std::uint64_t width, std::uint64_t height) {
  constexpr std::uint64_t kMax = image::kOriginalPixelsMax;
  if (width * height <= kMax) return;
  throw RejectedOriginal(ErrorCode::payload_too_large, file_name + " has " + megapixels(width * height) +
                                                           " megapixels (" + std::to_string(width) + " × " +
                                                           std::to_string(height) + "); at most " + megapixels(kMax) +
                                                           " are accepted. Make it smaller and send it again.");
}

}  // namespace

OriginalFacts check_original(const std::string& file_name, std::uint64_t size_declared, const http::Body& body) {
  check_size(file_name, size_declared, body.size());
  const auto read_at = reader_of(body);
  const auto kind = check_kind(file_name, read_at);
  const auto header = read_header(kind, body.size(), read_at);
  check_pixels(file_name, header.width, header.height);
  if (!header.complete) {
    throw RejectedOriginal(ErrorCode::bad_request, file_name + " is incomplete: the file ends too early." + kCopyAgain);
  }
  if (header.width == 0 || header.height == 0) {
    throw RejectedOriginal(ErrorCode::bad_request,
                           file_name + " is damaged: it does not say how large the image is." + kCopyAgain);
  }
  return {kind, header.width, header.height, sha256_of(body)};
}

}  // namespace copper::content
