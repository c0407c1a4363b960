#include "hosts/imaging/serve.h"

#include <sys/resource.h>

#include "hosts/aws.h"
#include "hosts/imaging/confine.h"
#include "hosts/lambda/function.h"
#include "hosts/program.h"
#include "hosts/storage.h"
#include "platform/base/error.h"
#include "platform/http/metrics_page.h"
#include "platform/http/middleware.h"
#include "platform/observe/log.h"
#include "services/imaging/imaging.h"

namespace copper::hosts {
namespace {

// Ten times what the largest allowed picture was seen to need: a picture that wants more ends this process
// only.
constexpr rlim_t kAddressSpaceMax = rlim_t{4} << 30;
constexpr std::chrono::seconds kProcessingTimeMax{50};  // less than content's lease
// Of one call: six of them and the pauses between (services/imaging/job.h), 16 s, are over while the process still lives
// to say that it was the storage, not the picture.
constexpr std::chrono::seconds kStorageTimeMax{3};

constexpr const char* kBlobs = "var/blobs";

Storage storage_of(const Config& config) {
  return storage_from(config, {.root = kBlobs}, kStorageTimeMax);
}

imaging::ImagingOptions options_from(const Config& config, const Storage& storage) {
  return {.store = *storage.store,
          .content = service_upstream(config, "CONTENT_URL", "content"),
          .processing_time_max = kProcessingTimeMax};
}

}  // namespace

int serve_imaging(const Config& config) {
  const rlimit memory{kAddressSpaceMax, kAddressSpaceMax};
  ::setrlimit(RLIMIT_AS, &memory);
  if (lambda::is_here()) {
    return lambda::run([&config] {
      static const Storage storage = storage_of(config);
      return lambda::function_of(http::observed("imaging", imaging::at_once(options_from(config, storage))));
    });
  }
  const Storage storage = storage_of(config);
  if (const auto directory = storage_directory(config, kBlobs)) {
    give_up_root(*directory);
    if (!storage.store->healthy()) {
      throw StartError("imaging, which is not root any more, cannot work in " + directory->string() +
                       ": let its owner reach it.");
    }
  }
  give_up_unix_sockets();
  imaging::Imaging imaging(options_from(config, storage));
  http::Server server({.workers = 2});
  const http::Endpoint endpoint = service_endpoint_from(config, "imaging");
  server.listen(endpoint,
                http::with_metrics(config.text("METRICS_TOKEN", ""), http::observed("imaging", imaging.handler())));
  log::info("imaging is ready", {{"port", endpoint.port}});
  server.run();
  imaging.stop();
  return 0;
}

}  // namespace copper::hosts
