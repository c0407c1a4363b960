#include "platform/render/assets.h"

namespace copper::render {
namespace {

constexpr std::string_view kRoot = "/assets/";

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".woff2")) return "font/woff2";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

Assets::Assets(const Resources& resources, std::string_view prefix)
    : base_(std::string(kRoot) + resources.fingerprint() + '/') {
  for (const std::string& name : resources.names()) {
    if (!name.starts_with(prefix)) continue;
    http::Response file = http::text_response(200, resources.get(name), type_of(name));
    file.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    files_.emplace(name.substr(prefix.size()), http::encode(std::move(file)));
  }
}

std::optional<http::Response> Assets::find(const http::Request& request) const {
  std::string_view path = request.path();
  if (!path.starts_with(kRoot) || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  const bool current = path.starts_with(base_);
  path.remove_prefix(kRoot.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto file = files_.find(path.substr(slash + 1));
  if (file == files_.end()) return std::nullopt;
  http::Response response = http::choose(file->second, request.headers.get("Accept-Encoding"));
  if (!current) response.headers.set("Cache-Control", "no-cache");
  return response;
}

}  // namespace copper::render
