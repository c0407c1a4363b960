#include "services/content/backups.h"

#include "platform/base/crypto.h"
#include "platform/json/query_reader.h"
#include "services/content/backup_making.h"
#include "services/content/caller.h"
#include "services/content/presenting.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr const char* kReports = R"(
SELECT json_build_object(
         'id', b.id, 'state', b.state, 'startedAt', iso8601(b.started_at), 'finishedAt', iso8601(b.finished_at),
         'error', b.error, 'imagesTotal', b.images,
         'imagesSaved', (SELECT count(*) FROM jsonb_array_elements(b.volumes) v, jsonb_array_elements(v -> 'images')),
         'bytes', (SELECT coalesce(sum((v ->> 'bytes')::bigint), 0) FROM jsonb_array_elements(b.volumes) v),
         'tables', b.tables, 'missingObjects', b.missing) AS report,
       b.volumes
FROM backup b WHERE $1::uuid IS NULL OR b.id = $1 ORDER BY b.started_at DESC, b.id LIMIT $2 OFFSET $3)";

constexpr const char* kIsKept = R"(
SELECT $1 IN (SELECT id FROM backup WHERE state = 'completed' ORDER BY started_at DESC, id LIMIT $2))";

json::Object report_of(const pqxx::row& row) {
  return boost::json::parse(row["report"].c_str()).as_object();
}

Error no_such(const std::string& id) {
  return {ErrorCode::not_found, "There is no backup " + id + "."};
}

// A backup holds what all artists have: where there are several it is for those who are admins too.
bool may_download(pqxx::work& tx, const auth::Claims& claims) {
  return claims.has_role("admin") || tx.exec1("SELECT count(*) FROM artist")[0].as<int>() == 1;
}

json::Array files_of(const ContentOptions& options, const std::string& id, std::string_view volumes) {
  const auto url = [&](std::string_view name) {
    return options.store.presign(storage::Area::backups, id + "/" + std::string(name), options.limits.url_lifetime);
  };
  json::Array files;
  json::Value lines = boost::json::parse(volumes);
  for (json::Value& value : lines.as_array()) {
    json::Object& volume = value.as_object();
    volume.erase("images");
    volume["url"] = url(volume.at("name").as_string());
    files.push_back(std::move(volume));
  }
  files.push_back(json::Object{{"name", "manifest.json"}, {"url", url("manifest.json")}});
  return files;
}

}  // namespace

http::Response begin_backup(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist&) {
    const auto id = base::uuid4();
    const auto begun = tx.exec_params(
        "INSERT INTO backup (id, started_at, next_at) VALUES ($1, $2, $2) ON CONFLICT (state) WHERE state = 'running' "
        "DO NOTHING",
        id, sql_time(options.clock()));
    if (begun.affected_rows() == 0) {
      throw Error(ErrorCode::conflict, "A backup is being made. Wait until it is complete.");
    }
    http::Response response = json::response(202, report_of(tx.exec_params1(kReports, id, 1, 0)));
    response.headers.set("Location", "/api/v1/artist/backups/" + id);
    return response;
  });
}

http::Response list_backups(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist&) {
    json::Array backups;
    for (const auto& row : tx.exec_params(kReports, nullptr, paging.limit, paging.offset())) {
      backups.push_back(report_of(row));
    }
    const auto total = tx.exec1("SELECT count(*) FROM backup")[0].as<std::int64_t>();
    return json_text(200, list_text("backups", boost::json::serialize(backups), total, paging));
  });
}

http::Response get_backup(const ContentOptions& options, const http::Request& request) {
  const auto claims = options.verifier.require(request, "artist");
  return as_artist(options, request, [&](pqxx::work& tx, const Artist&) {
    const auto& id = request.parameter("backupId");
    const auto rows = tx.exec_params(kReports, id, 1, 0);
    if (rows.empty()) throw no_such(id);
    json::Object report = report_of(rows[0]);
    const bool complete = report.at("state").as_string() == "completed";
    report["files"] =
        complete && may_download(tx, claims) ? files_of(options, id, rows[0]["volumes"].c_str()) : json::Array{};
    return json::response(200, std::move(report));
  });
}

http::Response delete_backup(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist&) {
    const auto& id = request.parameter("backupId");
    const auto rows = tx.exec_params("SELECT state FROM backup WHERE id = $1 FOR UPDATE", id);
    if (rows.empty()) throw no_such(id);
    if (tx.exec_params1(kIsKept, id, kBackupsKept)[0].as<bool>()) {
      throw Error(ErrorCode::conflict,
                  "The " + std::to_string(kBackupsKept) + " latest complete backups are kept. Make another first.");
    }
    remove_backup(options, tx, id);
    return http::Response{.status = 204};
  });
}

}  // namespace copper::content
