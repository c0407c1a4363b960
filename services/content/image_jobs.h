// The image workflow (R2.6, R2.7): every state, and every way from one to another.
//
//   job            image        becomes             when
//   ─────────────  ───────────  ──────────────────  ─────────────────────────────────────────────────────────
//   -              -            queued, processing  a print is made, its image replaced: queue_job()
//   queued         processing   leased              it is due and few enough are leased: dispatch_due_jobs()
//   leased         processing   queued, later       imaging refuses (429) or does not answer; no attempt lost
//   leased         processing   failed, failed      imaging refuses for good (400), or for the refusals_max-th time
//   leased         processing   queued, now         the lease ran out: reclaim_leases()
//   leased         processing   failed, failed      … for the attempts_max-th time
//   leased         processing   failed, failed      callback "failed" of the newest attempt
//   any but done   processing   done, completed     callback "completed" of any attempt
//   failed         failed       queued, processing  the artist tries again: retry_image()
//   leased         processing   queued, now         imaging's process ended: Content::imaging_ended()
//   leased         processing   queued, now         it was stopped on purpose, no attempt lost: Content::imaging_stopped()
//   any            not failed   queued, as it was   focus point, rights or watermark change: update_print(), update_site()
//
// An image that is made anew stays completed, and visible, throughout; should that fail, `error` says why.
//
// Each attempt gives imaging a token of its own; the job keeps their hashes until it is queued anew. A callback without
// one of them is 401, one that comes twice or too late is 200 and changes nothing. The original lies in temporary storage
// until the image is completed or failed, then under originals/: originals.h moves it.
#pragma once

#include <string>

#include "services/content/content.h"

namespace copper::content {

// In the transaction that makes the image or wants it tried again.
void queue_job(const ContentOptions& options, pqxx::work& tx, const std::string& image);

// Every image made anew, as when the watermark changes.
void queue_all_jobs(const ContentOptions& options, pqxx::work& tx);

// Sends due jobs to imaging, at most jobs_in_flight_max at a time. Never throws.
void dispatch_due_jobs(const ContentOptions& options) noexcept;

// Ends a job that cannot succeed; `reason` is for the artist.
void fail_job(pqxx::work& tx, const std::string& image, const std::string& reason);

// Takes back jobs whose lease ends by `until`; usually now.
void reclaim_leases(const ContentOptions& options, base::TimePoint until);

// Takes back every leased job as if it had not been given out.
void give_back_leases(const ContentOptions& options);

}  // namespace copper::content
