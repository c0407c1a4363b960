#include "platform/http/conditional.h"

#include <charconv>
#include <optional>

namespace copper::http {
namespace {

// Weak comparison (RFC 9110 §8.8.3.2).
std::string_view opaque(std::string_view etag) {
  while (etag.starts_with(' ') || etag.starts_with(',')) etag.remove_prefix(1);
  while (etag.ends_with(' ')) etag.remove_suffix(1);
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

bool any_matches(std::string_view list, std::string_view etag) {
  if (opaque(list) == "*") return true;
  while (!list.empty()) {
    // Entity tags hold no commas of ours; a foreign tag that does simply does not match.
    const auto comma = std::min(list.find(','), list.size());
    if (opaque(list.substr(0, comma)) == opaque(etag)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

struct Range {
  std::uint64_t first;
  std::uint64_t last;  // inclusive
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

enum class RangeKind { ignore, unsatisfiable, good };

RangeKind parse_range(std::string_view header, std::uint64_t size, Range& range) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return RangeKind::ignore;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return RangeKind::ignore;
  const auto first = number(header.substr(0, dash));
  const auto last = number(header.substr(dash + 1));
  if (!first && !last) return RangeKind::ignore;
  if (!first) {  // the last N bytes
    if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
    range = {size - std::min(*last, size), size - 1};
    return RangeKind::good;
  }
  if (last && *last < *first) return RangeKind::ignore;
  if (*first >= size) return RangeKind::unsatisfiable;
  range = {*first, std::min(last.value_or(size - 1), size - 1)};
  return RangeKind::good;
}

Body part_of(const Body& body, const Range& range) {
  const std::uint64_t length = range.last - range.first + 1;
  if (const FileSlice* slice = body.file()) return FileSlice{slice->file, slice->offset + range.first, length};
  return std::string(body.view().substr(range.first, length));
}

}  // namespace

Response conditional(const Request& request, Response full) {
  if (full.status != 200 || (request.method != "GET" && request.method != "HEAD")) return full;
  const std::string etag(full.headers.get("ETag"));
  const auto none_match = request.headers.find("If-None-Match");
  if (none_match && !etag.empty() && any_matches(*none_match, etag)) {
    full.status = 304;
    full.body = {};
    full.headers.erase("Content-Type");
    return full;
  }
  const auto wanted = request.headers.find("Range");
  if (!wanted || request.method != "GET") return full;
  const auto if_range = request.headers.find("If-Range");
  if (if_range && *if_range != etag) return full;
  Range range{};
  const std::uint64_t size = full.body.size();
  switch (parse_range(*wanted, size, range)) {
    case RangeKind::ignore: return full;
    case RangeKind::unsatisfiable:
      full.status = 416;
      full.body = {};
      full.headers.set("Content-Range", "bytes */" + std::to_string(size));
      // They spoke of the whole; an error must not be kept in its place.
      for (const char* name : {"Cache-Control", "ETag", "Content-Type", "Content-Encoding"}) full.headers.erase(name);
      return full;
    case RangeKind::good:
      full.status = 206;
      full.body = part_of(full.body, range);
      full.headers.set("Content-Range", "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) +
                                            "/" + std::to_string(size));
      return full;
  }
  return full;
}

}  // namespace copper::http
