#include "services/content/image_jobs.h"

#include <algorithm>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/observe/log.h"
#include "services/content/process_request.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

// What stopped imaging before goes last: it may do so again, and the others should not wait for that.
constexpr const char* kLease = R"(
UPDATE image_job SET state = 'leased', attempts = attempts + 1, lease_until = $2,
                     token_sha256 = token_sha256 || decode($3, 'hex')
WHERE image_id = (SELECT image_id FROM image_job WHERE state = 'queued' AND next_attempt_at <= $1
                  ORDER BY attempts, next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  AND (SELECT count(*) FROM image_job WHERE state = 'leased') < $4
RETURNING image_id, attempts, request_id, traceparent)";

// The attempt was none: back to the queue, to be tried again after 1, 2, 4 … 60 seconds.
constexpr const char* kPutBack = R"(
UPDATE image_job SET state = 'queued', lease_until = NULL, attempts = attempts - 1, refusals = refusals + 1,
                     next_attempt_at = $3::timestamptz + least(60, 2 ^ least(refusals, 6)) * interval '1 second'
WHERE image_id = $1 AND state = 'leased' AND attempts = $2
RETURNING refusals)";

constexpr const char* kReclaim = R"(
UPDATE image_job SET state = 'queued', lease_until = NULL, next_attempt_at = $1
WHERE image_id IN (SELECT image_id FROM image_job WHERE state = 'leased' AND lease_until <= $2
                   ORDER BY image_id FOR UPDATE SKIP LOCKED)
RETURNING image_id, attempts)";

struct Lease {
  std::string image;
  int attempt;
  std::string token;
  std::string request_id;
  std::optional<trace::Context> trace;
};

std::optional<Lease> lease_one(const ContentOptions& options) {
  const std::string token = base::random_token();
  const auto now = options.clock();
  return options.db.transaction([&](pqxx::work& tx) -> std::optional<Lease> {
    const auto rows = tx.exec_params(kLease, sql_time(now), sql_time(now + options.limits.lease),
                                     base::to_hex(base::sha256(token)), options.limits.jobs_in_flight_max);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    return Lease{row[0].as<std::string>(), row[1].as<int>(), token, row[2].as<std::string>(),
                 trace::parse(row[3].as<std::string>(""))};
  });
}

void put_back(const ContentOptions& options, const Lease& lease, const std::string& why) {
  log::info("image job refused", {{"baseImageId", lease.image}, {"why", why}});
  options.db.transaction([&](pqxx::work& tx) {
    const auto rows = tx.exec_params(kPutBack, lease.image, lease.attempt, sql_time(options.clock()));
    if (!rows.empty() && rows[0][0].as<int>() >= options.limits.refusals_max) {
      fail_job(tx, lease.image, "The image service could not be reached for a long time. Try again.");
    }
  });
}

void accepted(const ContentOptions& options, const Lease& lease) {
  options.db.transaction([&](pqxx::work& tx) {
    tx.exec_params("UPDATE image_job SET refusals = 0 WHERE image_id = $1 AND refusals > 0", lease.image);
  });
}

void refused_for_good(const ContentOptions& options, const Lease& lease, const http::Response& response) {
  log::error("imaging cannot use a request",
             {{"baseImageId", lease.image}, {"status", response.status}, {"answer", response.body.text()}});
  options.db.transaction([&](pqxx::work& tx) {
    fail_job(tx, lease.image, "The image service cannot use this file. Replace the image with another export of it.");
  });
}

// False when imaging is busy or does not answer. Whoever's request gives the job out, it belongs to the one that queued it.
bool send(const ContentOptions& options, const Lease& lease) {
  const log::Scope scope("content", lease.request_id, lease.trace);
  http::Response response;
  try {
    response = options.imaging(process_request(options, lease.image, lease.attempt, lease.token));
  } catch (const Error& e) {
    put_back(options, lease, e.internal_detail().empty() ? e.what() : e.internal_detail());
    return false;
  } catch (const std::exception& e) {
    put_back(options, lease, e.what());
    return false;
  }
  if (response.status == 202) {
    accepted(options, lease);
  } else if (response.status == 400) {
    refused_for_good(options, lease, response);
  } else {
    put_back(options, lease, "status " + std::to_string(response.status));
    return false;
  }
  return true;
}

// Queued as if new. Tokens given out before are void: what they bring was made for other wishes.
constexpr const char* kQueue = R"(
WITH wanted AS (SELECT id FROM image WHERE id = $2 OR ($2 IS NULL AND state <> 'failed') ORDER BY id)
INSERT INTO image_job (image_id, next_attempt_at, request_id, traceparent) SELECT id, $1, $3, $4 FROM wanted
ON CONFLICT (image_id) DO UPDATE SET state = 'queued', attempts = 0, refusals = 0, next_attempt_at = $1,
                                     lease_until = NULL, token_sha256 = '{}', request_id = $3, traceparent = $4)";

// One image's job, or with nullptr that of each.
void queue(const ContentOptions& options, pqxx::work& tx, const char* image) {
  const auto trace = log::Scope::current_trace();
  tx.exec_params0(kQueue, sql_time(options.clock()), image, std::string(log::Scope::current_request_id()),
                  trace ? std::optional(trace::to_traceparent(*trace)) : std::nullopt);
}

}  // namespace

void queue_job(const ContentOptions& options, pqxx::work& tx, const std::string& image) {
  queue(options, tx, image.c_str());
  tx.exec_params(
      "UPDATE image SET state = CASE state WHEN 'failed' THEN 'processing' ELSE state END, error = NULL, "
      "updated_at = now() WHERE id = $1",
      image);
}

void queue_all_jobs(const ContentOptions& options, pqxx::work& tx) {
  queue(options, tx, nullptr);
}

void fail_job(pqxx::work& tx, const std::string& image, const std::string& reason) {
  tx.exec_params("UPDATE image_job SET state = 'failed', lease_until = NULL WHERE image_id = $1", image);
  tx.exec_params(
      "UPDATE image SET state = CASE state WHEN 'processing' THEN 'failed' ELSE state END, error = $2, "
      "updated_at = now() WHERE id = $1",
      image, reason);
}

void dispatch_due_jobs(const ContentOptions& options) noexcept {
  try {
    // A refusal ends the round: the next job would only be refused too, and somebody may be waiting for this request.
    for (auto lease = lease_one(options); lease && send(options, *lease);) lease = lease_one(options);
  } catch (const std::exception& e) {
    log::warning("image jobs not dispatched", {{"error", e.what()}});
  }
}

void reclaim_leases(const ContentOptions& options, base::TimePoint until) {
  options.db.transaction([&](pqxx::work& tx) {
    for (const auto& row : tx.exec_params(kReclaim, sql_time(options.clock()), sql_time(until))) {
      const auto image = row[0].as<std::string>();
      log::warning("image job lease ran out", {{"baseImageId", image}, {"attempt", row[1].as<int>()}});
      if (row[1].as<int>() >= options.limits.attempts_max) {
        fail_job(tx, image,
                 "The image service stopped " + std::to_string(options.limits.attempts_max) +
                     " times while it worked on this image. Try again, or replace it with another export of it.");
      }
    }
  });
}

void give_back_leases(const ContentOptions& options) {
  options.db.transaction([&](pqxx::work& tx) {
    tx.exec0(
        "UPDATE image_job SET state = 'queued', lease_until = NULL, attempts = attempts - 1 WHERE state = 'leased'");
  });
}

}  // namespace copper::content
