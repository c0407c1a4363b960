// One picture to make: what content asks for, and what it is told afterwards (R2.6).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "platform/http/handler.h"
#include "platform/json/json.h"
#include "platform/observe/trace.h"
#include "platform/storage/blob_store.h"
#include "services/imaging/pipeline.h"

namespace copper::imaging {

struct Job {
  std::string base_image_id;
  std::int64_t attempt = 1;
  storage::Area area{};  // where the original is
  std::string key;
  std::string callback_path;
  std::string callback_token;  // content's, for this attempt only; never logged
  std::string public_url;      // where published files will be, without a last slash
  std::string request_id;      // so that one upload can be followed through every log
  std::optional<trace::Context> trace;
  Order order;
};

// Of POST /api/v1/process. Throws Error bad_request naming every bad field.
Job read_job(const http::Request& request);

// Waits, and says whether to go on: false when the service is stopping.
using Wait = std::function<bool(std::chrono::milliseconds)>;

// Thrown when the service stops in the middle of a job: content's lease runs out and the job comes again.
struct Stopped {};

// How often a fault that may pass is met: after base, twice base, four times base …
struct Retries {
  int tries_max = 6;
  std::chrono::milliseconds base{500};
};

// Fetches the original, makes the versions, stores them as {baseImageId}/{version}-{hash10}.webp and the
// zoom tiles below {baseImageId}/zoom-{hash10}/, and returns the body of the callback: status completed, or failed with a sentence for the artist. Doing it twice has
// the same result.
json::Object run(const Job& job, storage::BlobStore& store, const Settings& settings, const Retries& retries,
                 const Wait& wait);

// Brings the report to content. What content answers or does not answer is logged: then its lease runs out.
void call_back(const Job& job, const json::Object& report, const http::Handler& content, const Retries& retries,
               const Wait& wait);

}  // namespace copper::imaging
