#include "hosts/imaging/serve.h"

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "hosts/storage.h"
#include "platform/config/config.h"
#include "platform/http/client.h"
#include "platform/http/metrics_page.h"
#include "platform/http/middleware.h"
#include "platform/http/server.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"
#include "services/imaging/imaging.h"

namespace copper::hosts {
namespace {

// Ten times what the largest allowed picture was seen to need: a picture that wants more ends this process
// only.
constexpr rlim_t kAddressSpaceMax = rlim_t{4} << 30;
constexpr std::chrono::seconds kProcessingTimeMax{50};  // less than content's lease

std::string content_url_from(const Config& config) {
  const std::string text = config.text("CONTENT_URL", "http://127.0.0.1:8085");
  try {
    const http::Url url = http::parse_url(text);
    return url.origin + url.path;
  } catch (const std::invalid_argument&) {
    throw StartError("COPPER_CONTENT_URL must be an address such as http://127.0.0.1:8085, not " + text);
  }
}

std::uint16_t port_from(const Config& config) {
  const std::string key = config.find("IMAGING_PORT") ? "IMAGING_PORT" : "PORT";
  return static_cast<std::uint16_t>(config.integer(key, 8084, 1, 65535));
}

}  // namespace

int serve_imaging() {
  const rlimit memory{kAddressSpaceMax, kAddressSpaceMax};
  ::setrlimit(RLIMIT_AS, &memory);
  const Config config = Config::from_environment();
  log::set_level(log::level_from(config.text("LOG_LEVEL", "info")));
  const Storage storage = storage_from(config, {.root = "var/blobs"});
  imaging::Imaging imaging({.store = *storage.store,
                            .content = http::http_upstream({.name = "content", .base_url = content_url_from(config)}),
                            .processing_time_max = kProcessingTimeMax});
  http::Server server({.workers = 2});
  const auto port = port_from(config);
  server.listen({.name = "imaging", .hosts = http::loopback_hosts(port), .port = port},
                http::with_metrics(config.text("METRICS_TOKEN", ""), http::observed("imaging", imaging.handler())));
  log::info("imaging is ready", {{"port", port}});
  server.run();
  imaging.stop();
  return 0;
}

}  // namespace copper::hosts
