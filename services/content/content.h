// The Content Management Service (R0.4): owns the database. Serves the public's reads, everything the artist
// and the admin do, and the image workflow with its callback. Paths and shapes: docs/api; what is where:
// routes.cc.
//
//   Content content({.db = pool, .store = store, .verifier = verifier, .imaging = imaging, .cdn_url = "…"});
//   http::Handler handler = http::observed("content", content.handler());   // valid while `content` lives
//   content.sweep();           // each of these every second or two, on one thread or several
//   content.make_backups();
//   content.send_mail();
//   content.learn_revision();
//
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "platform/auth/verifier.h"
#include "platform/base/clock.h"
#include "platform/db/pool.h"
#include "platform/http/handler.h"
#include "platform/mail/sender.h"
#include "platform/storage/blob_store.h"

namespace copper::content {

struct Limits {
  std::chrono::seconds lease{60};           // how long imaging has for one image
  int attempts_max = 5;                     // requests imaging accepted without ever calling back
  int refusals_max = 60;                    // requests in a row it refused or did not receive: about an hour
  int jobs_in_flight_max = 4;               // images imaging works on at a time
  std::chrono::hours upload_age_max{24};    // then an upload nobody made a print of is removed
  std::chrono::seconds url_lifetime{3600};  // of presigned URLs
  std::uint64_t part_bytes = 8 << 20;       // of uploads; S3 wants at least 5 MiB
};

struct ContentOptions {
  db::Pool& db;
  storage::BlobStore& store;
  const auth::Verifier& verifier;
  http::Handler imaging;  // POST /api/v1/process
  mail::Sender mail;
  std::string cdn_url;     // published images: {cdn_url}/{key}
  std::string rights_url;  // embedded in images as the address of the terms of use; may be empty
  // Has the CDN forget all of an image; throws while it cannot. Empty: it keeps nothing, or there is none.
  std::function<void(const std::string& image)> forget_at_cdn = {};
  std::string callback_path = "/api/v1/images/callback";
  // Whether public answers are kept until the content changes: only where every other process's changes are heard of
  // (learn_revision) every second.
  bool keeps_answers = true;
  base::Clock clock = base::system_now;
  Limits limits = {};
};

class PublicCache;

class Content {
 public:
  explicit Content(ContentOptions options);
  ~Content();
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  http::Handler handler() const;
  // Public answers given before; none without keeps_answers.
  http::Lookup lookup() const;

  // One round of what must happen without anybody asking: takes back jobs whose lease ran out, sends due jobs
  // to imaging, finishes copies and removals a crash left undone, and removes uploads that were given up.
  // Never throws: what fails is logged and tried again in the next round.
  void sweep() const;

  // Rounds of their own, for each may take its time while the others must go on: a mail server's, a backup's. Never
  // throw.
  void send_mail() const;
  void make_backups() const;

  // Hears of what other processes changed (public_cache.h). Never throws.
  void learn_revision() const;

  // Where imaging is one process: it ended, and whatever it was working on with it. Its jobs are given out again without
  // waiting for their leases.
  void imaging_ended() const;
  // Imaging was stopped on purpose: what it was working on loses no attempt, and is the first when it runs again.
  void imaging_stopped() const;

  bool has_artists() const;
  // The artist with this subject, made or updated; found by user name when the account is new at the
  // provider.
  std::int64_t ensure_artist(const std::string& subject, const std::string& username, const std::string& email,
                             const std::string& first_name, const std::string& last_name) const;

 private:
  http::Handler routes() const;  // routes.cc

  ContentOptions options_;
  std::unique_ptr<PublicCache> cache_;
};

}  // namespace copper::content
