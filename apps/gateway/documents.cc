#include "apps/gateway/documents.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/base/embedded.h"
#include "platform/base/error.h"
#include "platform/http/encoding.h"

// Compiled in (cmake/embed.cmake), as web.mjs made them.
std::span<const copper::base::EmbeddedFile> openapi_files();
std::span<const copper::base::EmbeddedFile> openapi_style();

namespace copper::gateway {
namespace {

using Files = std::map<std::string, http::Encodings, std::less<>>;  // by path

std::string_view without_end(std::string_view name, std::string_view end) {
  return name.substr(0, name.size() - end.size());
}

http::Encodings ready(std::string_view bytes, std::string_view type) {
  http::Response response = http::text_response(200, std::string(bytes), type);
  response.headers.set("Cache-Control", "no-cache");
  // These are pages: what they are set with is ours, and nothing runs.
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'none'");
  return http::encode(std::move(response));
}

Files all_files() {
  Files files;
  for (const auto& [name, bytes] : openapi_files()) {
    if (name == "index.html") {
      files.emplace("/api/docs", ready(bytes, "text/html; charset=utf-8"));
    } else if (name.ends_with(".html")) {
      files.emplace("/api/docs/" + std::string(without_end(name, ".html")), ready(bytes, "text/html; charset=utf-8"));
    } else {
      files.emplace("/api/v1/openapi/" + std::string(name), ready(bytes, "application/json; charset=utf-8"));
    }
  }
  for (const auto& [name, bytes] : openapi_style()) {
    files.emplace("/api/docs/" + std::string(name),
                  ready(bytes, name.ends_with(".css") ? "text/css; charset=utf-8" : "font/woff2"));
  }
  return files;
}

}  // namespace

http::Handler documents() {
  return [files = std::make_shared<const Files>(all_files())](const http::Request& request) {
    const auto file = files->find(request.path());
    if (file == files->end()) throw Error(ErrorCode::not_found, "There is no document at this address.");
    return http::choose(file->second, request.headers.get("Accept-Encoding"));
  };
}

}  // namespace copper::gateway
