// The Web Application (R0.1, R6): the public gallery, server-rendered in Danish and English.
//
//   Gallery gallery({.api = gateway, .site_url = "http://localhost:8080", .cdn_url = "http://localhost:8080/media"});
//   server.listen({.name = "gallery", .port = 8080}, gallery.handler(), gallery.lookup());
//   gallery.refresh();   // every second
//
// Pages are rendered once per content revision and served from memory, compressed, by the Lookup. While the
// API is down, what has been seen before is served as it was. All functions may be called from any thread;
// handler() and lookup() must not outlive the Gallery.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "platform/base/clock.h"
#include "platform/http/handler.h"

namespace copper::gallery {

struct GalleryOptions {
  http::Handler api;     // the gateway: GET /api/v1/…
  std::string site_url;  // canonical links begin with it: http://localhost:8080
  std::string cdn_url;   // where images come from: http://localhost:8080/media
  http::Handler media;   // answers /media/{key} on one machine, asked for /{key}; empty where the CDN does
  bool secure_cookies = false;
  base::Clock clock = base::system_now;
  std::filesystem::path resources_directory;  // the repository's root, to work on templates; empty: what is compiled in
};

class Gallery {
 public:
  explicit Gallery(GalleryOptions options);
  ~Gallery();
  Gallery(const Gallery&) = delete;
  Gallery& operator=(const Gallery&) = delete;

  // Every page, /language, /assets, /media, robots, sitemaps, feeds, /healthz and /readyz; errors are pages,
  // too.
  http::Handler handler();
  // Pages rendered before and assets.
  http::Lookup lookup();

  // Asks the API for its revision; pages of another revision are rendered anew when next asked for. Logs when
  // the API stops answering and when it answers again. Does not throw.
  void refresh();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace copper::gallery
