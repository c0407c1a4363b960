#include "apps/gallery/language.h"

#include <algorithm>

#include "platform/base/error.h"

namespace copper::gallery {
namespace {

std::optional<Language> remembered_language(const http::Request& request) {
  constexpr std::string_view kName = "language=";
  for (const auto& [name, value] : request.headers) {
    if (name.size() != 6 || (name != "Cookie" && name != "cookie")) continue;
    std::string_view cookies = value;
    while (!cookies.empty()) {
      const auto end = std::min(cookies.find(';'), cookies.size());
      std::string_view cookie = cookies.substr(0, end);
      cookies.remove_prefix(std::min(end + 1, cookies.size()));
      while (cookie.starts_with(' ')) cookie.remove_prefix(1);
      Language language{};
      if (cookie.starts_with(kName) && i18n::parse_language(cookie.substr(kName.size()), language)) return language;
    }
  }
  return std::nullopt;
}

// A page of this site and nothing else: no scheme, no host, no characters that a Location header must not
// hold.
bool is_page_in(Language language, std::string_view path_and_query) {
  const bool printable = std::all_of(path_and_query.begin(), path_and_query.end(),
                                     [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
  const auto mark = std::min(path_and_query.find('?'), path_and_query.size());
  const auto query = path_and_query.substr(std::min(mark + 1, path_and_query.size()));
  const auto ref = parse_page(path_and_query.substr(0, mark), query);
  return printable && ref && ref->language == language;
}

}  // namespace

Language preferred_language(const http::Request& request) {
  return remembered_language(request).value_or(i18n::negotiate(request.headers.get("Accept-Language")));
}

Language language_of(const http::Request& request) {
  const std::string_view path = request.path();
  Language language{};
  const bool has_one = path.size() >= 3 && path[0] == '/' && (path.size() == 3 || path[3] == '/') &&
                       i18n::parse_language(path.substr(1, 2), language);
  return has_one ? language : preferred_language(request);
}

http::Response welcome(const http::Request& request) {
  http::Response response = http::redirect(302, path_of(preferred_language(request), PageKind::home));
  response.headers.set("Vary", "Accept-Language, Cookie");
  response.headers.set("Cache-Control", "private, no-cache");
  return response;
}

http::Response switch_language(const http::Request& request, bool secure_cookies) {
  const http::Query query = request.query();
  Language language{};
  if (!i18n::parse_language(query.get("to"), language)) throw Error(ErrorCode::not_found, "There is no such page.");
  const std::string path(query.get("path"));
  http::Response response = http::redirect(303, is_page_in(language, path) ? path : path_of(language, PageKind::home));
  response.headers.set("Set-Cookie", "language=" + std::string(i18n::code_of(language)) +
                                         "; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly" +
                                         (secure_cookies ? "; Secure" : ""));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace copper::gallery
