#include "platform/http/cookies.h"

#include <algorithm>

namespace copper::http {
namespace {

std::string full_name(bool secure, std::string_view name) {
  return (secure ? "__Host-" : "") + std::string(name);
}

}  // namespace

std::string Cookies::field(std::string_view name, std::string_view value) const {
  std::string text = full_name(secure_, name);
  text.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax");
  if (secure_) text += "; Secure";
  return text;
}

std::optional<std::string_view> Cookies::find(const Request& request, std::string_view name) const {
  const std::string wanted = full_name(secure_, name) + "=";
  std::string_view rest = request.headers.get("Cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(wanted)) return pair.substr(wanted.size());
  }
  return std::nullopt;
}

void Cookies::set(Response& response, std::string_view name, std::string_view value) const {
  response.headers.add("Set-Cookie", field(name, value));
}

void Cookies::clear(Response& response, std::string_view name) const {
  response.headers.add("Set-Cookie", field(name, "") + "; Max-Age=0");
}

}  // namespace copper::http
