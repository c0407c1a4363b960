#include "platform/storage/keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/base/encoding.h"
#include "platform/base/error.h"

namespace copper::storage {
namespace {

using Row = std::pair<std::string_view, std::string_view>;
constexpr std::array<Row, 11> kTypes = {{{"webp", "image/webp"},
                                         {"jpg", "image/jpeg"},
                                         {"jpeg", "image/jpeg"},
                                         {"png", "image/png"},
                                         {"heic", "image/heic"},
                                         {"heif", "image/heif"},
                                         {"json", "application/json"},
                                         {"txt", "text/plain; charset=utf-8"},
                                         {"zip", "application/zip"},
                                         {"tar", "application/x-tar"},
                                         {"gz", "application/gzip"}}};

constexpr std::size_t kKeyBytesMax = 512;
constexpr std::size_t kSegmentBytesMax = 200;  // names of files end at 255

bool is_segment(std::string_view segment) {
  return !segment.empty() && segment.front() != '.' && segment.size() <= kSegmentBytesMax;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

bool is_key(std::string_view key) {
  if (key.size() > kKeyBytesMax || std::any_of(key.begin(), key.end(), is_control) || !base::is_utf8(key)) return false;
  for (;;) {
    const auto slash = key.find('/');
    if (!is_segment(key.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    key.remove_prefix(slash + 1);
  }
}

void check_key(const std::string& key) {
  if (!is_key(key)) throw Error(ErrorCode::bad_request, "That is not a name in the storage.", "storage key: " + key);
}

void check_prefix(const std::string& prefix) {
  if (!prefix.empty()) check_key(prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix);
}

std::string_view content_type_of(std::string_view key) {
  const auto dot = key.rfind('.');
  const std::string_view extension = dot == std::string_view::npos ? "" : key.substr(dot + 1);
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const Row& row) { return row.first == extension; });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

}  // namespace copper::storage
