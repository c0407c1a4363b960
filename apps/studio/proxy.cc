#include "apps/studio/proxy.h"

#include "platform/base/error.h"
#include "platform/http/url.h"

namespace copper::studio {
namespace {

constexpr std::string_view kBase = "/api/v1/artist/";
constexpr const char* kPassedOn[] = {"Accept",        "Accept-Language", "Content-Type", "If-Match",
                                     "If-None-Match", "Range",           "X-Request-Id", "traceparent"};

// Whatever the next router makes of dots and doubled slashes, it must not lead out of the artist's part.
bool is_plain(std::string_view path) {
  const std::string decoded = http::percent_decode(path);
  return path.starts_with(kBase) && decoded.find("//") == std::string::npos &&
         (decoded + "/").find("/./") == std::string::npos && (decoded + "/").find("/../") == std::string::npos &&
         decoded.find('\\') == std::string::npos;
}

}  // namespace

void require_same_origin(const http::Request& request, std::string_view origin) {
  const auto site = request.headers.find("Sec-Fetch-Site");
  const auto from = request.headers.find("Origin");
  const bool says_so = site || from;
  if (!says_so || (site && *site != "same-origin") || (from && *from != origin)) {
    throw Error(ErrorCode::forbidden, "This can only be done from a page of the studio. Reload the page and try again.",
                "not of the same origin");
  }
}

http::Response forward(const http::Request& request, const Session& session, const http::Handler& api) {
  if (!is_plain(request.path())) throw Error(ErrorCode::not_found, "There is nothing at this address.");
  http::Request onward;
  onward.method = request.method;
  onward.target = request.target;
  onward.body = request.body;
  onward.client_address = request.client_address;
  for (const auto* name : kPassedOn) {
    if (const auto value = request.headers.find(name)) onward.headers.set(name, *value);
  }
  onward.headers.set("Authorization", "Bearer " + session.access_token);
  onward.headers.set("X-Session-Id", session.id);
  http::Response response = api(onward);
  response.headers.erase("Set-Cookie");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace copper::studio
