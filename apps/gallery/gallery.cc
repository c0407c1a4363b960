#include "apps/gallery/gallery.h"

#include <atomic>
#include <charconv>
#include <utility>

#include "apps/gallery/api.h"
#include "apps/gallery/discovery.h"
#include "apps/gallery/house.h"
#include "apps/gallery/inquiry.h"
#include "apps/gallery/language.h"
#include "apps/gallery/notice_page.h"
#include "apps/gallery/pages.h"
#include "apps/gallery/paths.h"
#include "apps/gallery/search_page.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/response_cache.h"
#include "platform/http/router.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::gallery {
namespace {

http::Headers security_headers(const GalleryOptions& options) {
  const std::string images = http::parse_url(options.cdn_url).origin;
  http::Headers headers{{"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "strict-origin-when-cross-origin"},
                        {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
                        {"Cross-Origin-Opener-Policy", "same-origin"}};
  headers.set("Content-Security-Policy",
              "default-src 'none'; img-src 'self' data: " + images +
                  "; style-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
                  "form-action 'self'; frame-ancestors 'none'");
  if (options.site_url.starts_with("https:")) headers.set("Strict-Transport-Security", "max-age=31536000");
  return headers;
}

constexpr std::string_view kSitemap = "/sitemap.xml";

// 0 for /sitemap.xml, n for /sitemap-n.xml, nullopt for anything else.
std::optional<std::int64_t> sitemap_part(std::string_view path) {
  if (path == kSitemap) return 0;
  constexpr std::string_view kBefore = "/sitemap-";
  constexpr std::string_view kAfter = ".xml";
  if (!path.starts_with(kBefore) || !path.ends_with(kAfter) || path.size() > 24) return std::nullopt;
  path.remove_prefix(kBefore.size());
  path.remove_suffix(kAfter.size());
  std::int64_t part = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), part);
  const bool plain = error == std::errc() && end == path.data() + path.size() && part > 0 && path.front() != '0';
  return plain ? std::optional(part) : std::nullopt;
}

// What the page cache knows a request by; nullopt for requests that are never cached.
std::optional<std::string> cache_key(const http::Request& request) {
  if (!request.is_read()) return std::nullopt;
  if (const auto ref = parse_page(request.path(), request.query_string())) {
    const bool is_found = ref->kind == PageKind::search && !Inquiry::read(request.query()).empty();
    return ref->kind == PageKind::notice || is_found ? std::nullopt : std::optional(ref->cache_key());
  }
  if (sitemap_part(request.path())) return std::string(request.path());
  return std::nullopt;
}

}  // namespace

struct Gallery::Impl {
  explicit Impl(GalleryOptions given)
      : options(std::move(given)),
        house(options.site_url, options.clock, options.resources_directory),
        api(options.api),
        extra_headers(security_headers(options)) {
    router.on("GET", "/", welcome);
    router.on("GET", "/language",
              [this](const http::Request& r) { return switch_language(r, options.secure_cookies); });
    router.on("GET", "/robots.txt", [this](const http::Request&) { return robots(house); });
    router.on("GET", "/healthz", [](const http::Request&) { return http::text_response(200, "ok\n"); });
    router.on("GET", "/readyz", [this](const http::Request&) { return ready(); });
    router.on("GET", "/assets/{path:path}", [this](const http::Request& r) { return asset(r); });
    if (options.media) router.on("GET", "/media/{path:path}", [this](const http::Request& r) { return medium(r); });
    for (const Language language : {Language::en, Language::da}) {
      const std::string path = path_of(language, PageKind::notice);
      router.on("GET", path,
                [this, language](const http::Request& r) { return about_notices(notice_page, language, r); });
      router.on("POST", path,
                [this, language](const http::Request& r) { return about_notices(send_notice, language, r); });
      router.on("GET", path_of(language, PageKind::search),
                [this, language](const http::Request& r) { return search(language, r); });
    }
    router.on("GET", "/suggestions", [this](const http::Request& r) { return suggest(r); });
    router.on("GET", "/{path:path}", [this](const http::Request& r) { return page(r); });
  }

  // Renders, and keeps what may be kept; falls back on what was kept while the API is away.
  http::Response page(const http::Request& request) {
    const auto key = cache_key(request);
    if (!key) throw Error(ErrorCode::not_found, "There is no such page.");
    const std::string_view coding = request.headers.get("Accept-Encoding");
    ApiSession session(api);
    http::Response response;
    try {
      response = render(request, session);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::not_found) cache.erase(*key);
      if (error.code() != ErrorCode::unavailable) throw;
      note_api_is(false, error.internal_detail());
      if (auto stale = cache.find_stale(*key, coding)) return *std::move(stale);
      throw;
    }
    if (response.status != 200) {
      cache.erase(*key);
      return response;
    }
    for (const auto& [name, value] : extra_headers) response.headers.set(name, value);
    const auto encodings = std::make_shared<const http::Encodings>(http::encode(std::move(response)));
    // While someone works on the templates, every request renders anew.
    if (options.resources_directory.empty()) cache.insert(*key, session.revision(), encodings);
    return http::choose(*encodings, coding);
  }

  http::Response render(const http::Request& request, ApiSession& session) {
    if (const auto part = sitemap_part(request.path())) return sitemap(house, session, *part);
    return page_for(house, session, *parse_page(request.path(), request.query_string()), request.path());
  }

  http::Response about_notices(decltype(notice_page)& answer, Language language, const http::Request& request) {
    ApiSession session(api);
    return answer(house, session, language, request);
  }

  // Who looks for nothing yet is shown what everybody is shown.
  http::Response search(Language language, const http::Request& request) {
    if (cache_key(request)) return page(request);
    ApiSession session(api);
    return http::choose(http::encode(search_page(house, session, language, request)),
                        request.headers.get("Accept-Encoding"));
  }

  http::Response suggest(const http::Request& request) {
    ApiSession session(api);
    return suggestions(session, request);
  }

  http::Response asset(const http::Request& request) const {
    if (auto found = house.assets().find(request)) return *std::move(found);
    throw Error(ErrorCode::not_found, "There is no such file.");
  }

  http::Response medium(const http::Request& request) const {
    http::Request inner = request;
    inner.target = request.target.substr(std::string_view("/media").size());
    http::Response response = options.media(inner);
    // Other sites may link to a page, not borrow its pictures (R6.6).
    response.headers.set("Cross-Origin-Resource-Policy", "same-site");
    return response;
  }

  http::Response ready() {
    api.refresh_revision();
    return http::text_response(200, "ready\n");
  }

  http::Response error(const http::Request& request, const Error& error) {
    const Language language = language_of(request);
    const Answer site = site_for_error(language, error.code());
    return error_page(house, site ? *site : boost::json::object(), language, status_of(error.code()));
  }

  // The names of artist and site: as last heard when the API may be what failed. Null when they are not known.
  Answer site_for_error(Language language, ErrorCode code) {
    const std::string target = "/site?" + language_query(language);
    if (Answer known = api.kept(target); known || code != ErrorCode::not_found) return known;
    try {
      return ApiSession(api).get_kept(target);
    } catch (const Error&) {
      return nullptr;
    }
  }

  std::optional<http::Response> find(const http::Request& request) const {
    if (auto found = house.assets().find(request)) return found;
    const auto key = cache_key(request);
    if (!key) return std::nullopt;
    return cache.find(*key, api.revision(), request.headers.get("Accept-Encoding"));
  }

  void note_api_is(bool up, std::string_view detail) {
    if (api_is_up.exchange(up) == up) return;
    if (up) {
      log::info("the API answers again");
    } else {
      log::warning("the API does not answer; pages are served as they were", {{"detail", detail}});
    }
  }

  void refresh() {
    const log::Scope scope("gallery", "");
    try {
      if (api.refresh_revision()) {
        log::debug("content changed", {{"revision", api.revision()}});
        cache.erase_before(api.withdrawn());
      }
      note_api_is(true, "");
    } catch (const Error& error) {
      note_api_is(false, error.internal_detail().empty() ? std::string_view(error.what()) : error.internal_detail());
    } catch (const std::exception& error) {
      note_api_is(false, error.what());
    }
  }

  GalleryOptions options;
  House house;
  Api api;
  http::Headers extra_headers;
  http::ResponseCache cache;
  std::atomic<bool> api_is_up = true;
  http::Router router;
};

Gallery::Gallery(GalleryOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Gallery::~Gallery() = default;

http::Handler Gallery::handler() {
  Impl* impl = impl_.get();
  auto routes = [impl](const http::Request& request) { return impl->router(request); };
  auto error = [impl](const http::Request& request, const Error& failure) { return impl->error(request, failure); };
  return http::with_headers(impl->extra_headers, http::observed("gallery", std::move(routes), std::move(error)));
}

http::Lookup Gallery::lookup() {
  Impl* impl = impl_.get();
  return [impl](const http::Request& request) { return impl->find(request); };
}

void Gallery::refresh() {
  impl_->refresh();
}

}  // namespace copper::gallery
