// copper-gallery: the Web Application as a program of its own.
#include "apps/gallery/gallery.h"
#include "hosts/client_address.h"
#include "hosts/every_second.h"
#include "hosts/program.h"
#include "platform/http/client.h"
#include "platform/http/metrics_page.h"

namespace copper::hosts {
namespace {

int run(const Config& config) {
  const std::string site_url = address_from(config, "GALLERY_URL", "https://www.example.com");
  gallery::Gallery gallery(
      {.api = naming_the_client(
           http::http_upstream(
               {.name = "the API", .base_url = address_from(config, "GATEWAY_URL", "https://api.example.com")}),
           app_key_from(config)),
       .site_url = site_url,
       .cdn_url = address_from(config, "CDN_URL", "https://images.example.com"),
       .secure_cookies = site_url.starts_with("https:")});
  http::Server server({.workers = 8});
  server.listen(endpoint_from(config, "gallery"),
                http::with_metrics(config.text("METRICS_TOKEN", ""), gallery.handler()), gallery.lookup());
  const EverySecond refreshing("gallery", [&] { gallery.refresh(); });
  server.run();
  return 0;
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-gallery", copper::hosts::run);
}
