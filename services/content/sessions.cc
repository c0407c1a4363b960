#include "services/content/sessions.h"

#include "platform/audit/audit.h"
#include "platform/base/crypto.h"
#include "platform/json/query_reader.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"

namespace copper::content {
namespace {

void note(pqxx::work& tx, const http::Request& request, const Artist& artist, const std::string& kind) {
  audit::record(tx, request.client_address, {.kind = kind, .actor = artist.subject});
}

}  // namespace

http::Response list_sessions(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto row = tx.exec_params1(query("sessions"), artist.id, std::string(request.headers.get(kSessionId)),
                                     paging.limit, paging.offset());
    return json_text(200, list_text("sessions", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response begin_session(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    json::ObjectReader in(request);
    const auto user_agent = in.text("userAgent", {.length_max = 500});
    in.check();
    const auto id = base::uuid4();
    tx.exec_params("INSERT INTO session (id, artist_id, user_agent, address) VALUES ($1, $2, $3, nullif($4, ''))", id,
                   artist.id, user_agent, request.client_address);
    return json::response(201, {{"id", id}});
  });
}

http::Response end_session(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto& id = request.parameter("sessionId");
    const auto owner = tx.exec_params("SELECT artist_id FROM session WHERE id = $1 FOR UPDATE", id);
    if (owner.empty()) throw Error(ErrorCode::not_found, "There is no session " + id + ". It may have ended already.");
    if (owner[0][0].as<std::int64_t>() != artist.id) {
      throw Error(ErrorCode::forbidden, "The session " + id + " belongs to another artist.");
    }
    tx.exec_params("DELETE FROM session WHERE id = $1", id);
    note(tx, request, artist, "session_ended");
    return http::Response{.status = 204};
  });
}

http::Response end_all_sessions(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    tx.exec_params("DELETE FROM session WHERE artist_id = $1", artist.id);
    note(tx, request, artist, "sessions_ended");
    return http::Response{.status = 204};
  });
}

void forget_old_sessions(pqxx::work& tx) {
  // Five minutes more: so exactly their use is known (caller.cc).
  tx.exec(
      "DELETE FROM session WHERE seen_at < now() - interval '2 hours 5 minutes' "
      "OR begun_at < now() - interval '12 hours'");
}

}  // namespace copper::content
