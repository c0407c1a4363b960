#include "services/content/public_cache.h"

#include <charconv>

namespace copper::content {
namespace {

bool may_be_kept(const http::Request& request, const http::Response& response) {
  return request.is_read() && response.status == 200 && response.headers.find("X-Content-Revision").has_value();
}

std::int64_t revision_of(const http::Response& response) {
  const std::string_view text = response.headers.get("X-Content-Revision");
  std::int64_t revision = 0;
  std::from_chars(text.data(), text.data() + text.size(), revision);
  return revision;
}

}  // namespace

std::optional<http::Response> PublicCache::find(const http::Request& request) const {
  const auto revision = revision_.load();
  if (revision == kUnknown || !request.is_read()) return std::nullopt;
  return answers_.find(request.target, revision, request.headers.get("Accept-Encoding"));
}

http::Response PublicCache::keep(const http::Request& request, http::Response response) {
  if (!may_be_kept(request, response)) return response;
  const auto revision = revision_of(response);
  const auto encodings = std::make_shared<const http::Encodings>(http::encode(std::move(response)));
  answers_.insert(request.target, revision, encodings);
  return http::choose(*encodings, request.headers.get("Accept-Encoding"));
}

// Two who tell of it at once may come in the wrong order; it only ever grows.
void PublicCache::revision_is(std::int64_t revision) {
  auto known = revision_.load();
  while (known < revision && !revision_.compare_exchange_weak(known, revision)) {
  }
}

}  // namespace copper::content
