// The Image Processing Service (R0.6, R2): takes orders from content, works them off one after the other,
// calls back.
//
//   Imaging imaging({.store = store, .content = http_upstream({.name = "content", .base_url = content_url})});
//   server.listen({.name = "imaging", .port = 8084}, http::observed("imaging", imaging.handler()));
//
//   POST   /api/v1/process               202 at once; 400; 429 with Retry-After when queue_max orders wait
//   DELETE /api/v1/images/{baseImageId}  204 when versions were removed; 404 when there were none
//   GET    /healthz, /readyz
//
// An order that is waiting or being worked on and comes again is accepted and not queued twice. Orders live
// in memory only: when the process dies, content's lease on the job runs out and it asks again, a few times,
// then shows the failure.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "platform/http/handler.h"
#include "platform/storage/blob_store.h"
#include "services/imaging/job.h"

namespace copper::imaging {

struct ImagingOptions {
  storage::BlobStore& store;
  http::Handler content;  // receives the callbacks
  Settings settings = {};
  std::size_t queue_max = 4;  // waiting, besides the one being worked on
  Retries retries = {};
  // A picture that takes longer ends the process with SIGALRM, since no library can be stopped halfway; 0: no
  // limit.
  std::chrono::seconds processing_time_max{0};
};

class Imaging {
 public:
  // Throws StartError when libvips or the watermark's font is missing.
  explicit Imaging(ImagingOptions options);
  ~Imaging();  // stops
  Imaging(const Imaging&) = delete;
  Imaging& operator=(const Imaging&) = delete;

  http::Handler handler();
  // Finishes the picture at hand, forgets what waits. Safe to call twice.
  void stop();

 private:
  class Queue;
  std::unique_ptr<Queue> queue_;
};

// The same orders where the process is frozen once it has answered (AWS Lambda): each is worked off and called back
// before its 202, and queue_max means nothing. An order that comes twice has the same result twice, and content
// heeds the first. Throws StartError as above.
http::Handler at_once(ImagingOptions options);

}  // namespace copper::imaging
