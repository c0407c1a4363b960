#include "services/content/audit_log.h"

#include "platform/json/query_reader.h"
#include "services/content/caller.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"

namespace copper::content {

http::Response list_audit_log(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto kind = in.choice(
      "kind", {"login_succeeded",   "login_failed",     "login_delayed",  "password_changed",  "print_published",
               "print_unpublished", "print_deleted",    "image_replaced", "gallery_published", "gallery_unpublished",
               "gallery_deleted",   "notice_commented", "notice_closed",  "notice_reopened",   "print_hidden",
               "site_changed",      "artist_created",   "artist_changed", "artist_deleted",    "session_ended",
               "sessions_ended",    "tag_merged",       "tag_deleted"});
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto row = tx.exec_params1(query("audit_log"), artist.subject, kind, paging.limit, paging.offset());
    return json_text(200, list_text("entries", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

}  // namespace copper::content
