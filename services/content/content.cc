#include "services/content/content.h"

#include "platform/audit/audit.h"
#include "platform/mail/outbox.h"
#include "platform/observe/log.h"
#include "services/content/backup_making.h"
#include "services/content/backup_reminder.h"
#include "services/content/image_jobs.h"
#include "services/content/originals.h"
#include "services/content/orphans.h"
#include "services/content/public_cache.h"
#include "services/content/publishing.h"
#include "services/content/removals.h"
#include "services/content/sessions.h"
#include "services/content/uploads.h"

namespace copper::content {
namespace {

template <class F>
void attempt(std::string_view what, F&& f) noexcept {
  try {
    f();
  } catch (const std::exception& e) {
    log::warning("sweep step failed", {{"step", what}, {"error", e.what()}});
  }
}

constexpr const char* kEnsureArtist = R"(
WITH known AS (
  UPDATE artist SET subject = $1, email = $3, first_name = $4, last_name = $5, updated_at = now()
  WHERE id = (SELECT id FROM artist WHERE subject = $1 OR lower(username) = lower($2)
              ORDER BY subject IS NOT DISTINCT FROM $1 DESC LIMIT 1)
  RETURNING id),
made AS (
  INSERT INTO artist (subject, username, email, first_name, last_name)
  SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM known) RETURNING id)
SELECT id FROM known UNION ALL SELECT id FROM made)";

}  // namespace

Content::Content(ContentOptions options) : options_(std::move(options)), cache_(std::make_unique<PublicCache>()) {}
Content::~Content() = default;

void Content::learn_revision() const {
  try {
    const auto rows = options_.db.query("revision", "SELECT revision FROM content_revision");
    cache_->revision_is(rows[0][0].as<std::int64_t>());
  } catch (const std::exception&) {
    cache_->revision_is_unknown();
  }
}

http::Handler Content::handler() const {
  if (!options_.keeps_answers) return routes();
  return [this, next = routes()](const http::Request& request) {
    if (auto found = cache_->find(request)) return *std::move(found);
    if (request.is_read()) return cache_->keep(request, next(request));
    // Also when it failed: something may have been committed before it did.
    struct Learn {
      const Content& content;
      ~Learn() { content.learn_revision(); }
    } const learn{*this};
    return next(request);
  };
}

http::Lookup Content::lookup() const {
  return [this](const http::Request& request) { return cache_->find(request); };
}

void Content::sweep() const {
  attempt("leases", [&] { reclaim_leases(options_, options_.clock()); });
  dispatch_due_jobs(options_);
  keep_originals(options_);
  settle_publications(options_);
  attempt("uploads", [&] { remove_old_uploads(options_); });
  perform_removals(options_);
  attempt("audit log", [&] { options_.db.transaction(audit::forget_old); });
  attempt("sessions", [&] { options_.db.transaction(forget_old_sessions); });
  search_orphans(options_);
  remind_of_backup(options_);
}

void Content::make_backups() const {
  content::make_backups(options_);
}

void Content::send_mail() const {
  mail::send_due(options_.db, options_.mail, options_.clock());
}

void Content::imaging_ended() const {
  reclaim_leases(options_, options_.clock() + options_.limits.lease);
}

void Content::imaging_stopped() const {
  give_back_leases(options_);
}

bool Content::has_artists() const {
  return options_.db.read(
      [](pqxx::transaction_base& tx) { return tx.exec1("SELECT EXISTS (SELECT FROM artist)")[0].as<bool>(); });
}

std::int64_t Content::ensure_artist(const std::string& subject, const std::string& username, const std::string& email,
                                    const std::string& first_name, const std::string& last_name) const {
  return options_.db.transaction([&](pqxx::work& tx) {
    return tx.exec_params1(kEnsureArtist, subject, username, email, first_name, last_name)[0].as<std::int64_t>();
  });
}

}  // namespace copper::content
