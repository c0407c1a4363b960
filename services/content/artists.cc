#include "services/content/artists.h"

#include <algorithm>

#include "platform/audit/audit.h"
#include "platform/base/error.h"
#include "platform/json/json.h"
#include "platform/json/query_reader.h"
#include "services/content/caller.h"
#include "services/content/image_jobs.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/revision.h"
#include "services/content/uploads.h"

namespace copper::content {
namespace {

// The columns a request changes, and their rules; `creating` requires all but those that may stay unknown.
json::Object read_artist(const http::Request& request, bool creating) {
  json::ObjectReader in(request);
  json::Object columns;
  const auto text = [&](std::string_view name, std::string_view column, std::size_t length_max) {
    if (!creating && !in.has(name)) return;
    columns[column] = in.text(name, {.required = true, .length_max = length_max}).value_or("");
  };
  if (creating) text("username", "username", 100);
  text("email", "email", 254);
  text("firstName", "first_name", 100);
  text("lastName", "last_name", 100);
  if (const auto language = in.choice("defaultLanguage", {"en", "da"})) columns["default_language"] = *language;
  if (const auto subject = in.text("keycloakId", {.length_max = 255}); subject && !subject->empty()) {
    columns["subject"] = *subject;
  }
  if (const auto* email = columns.if_contains("email"); email != nullptr && !email->get_string().empty()) {
    const std::string_view address = email->get_string();
    const auto at = address.find('@');
    if (at == 0 || at == std::string_view::npos || at + 1 == address.size() ||
        address.find(' ') != std::string_view::npos) {
      in.fail("email", "must be an e-mail address like name@example.org");
    }
  }
  in.check();
  return columns;
}

[[noreturn]] void taken(const pqxx::unique_violation& violation) {
  const std::string text = violation.what();
  const std::string what = text.find("artist_username") != std::string::npos ? "user name"
                           : text.find("artist_email") != std::string::npos  ? "e-mail address"
                                                                             : "account";
  throw Error(ErrorCode::conflict, "There is an artist with this " + what + " already.");
}

json::Object artist_json(pqxx::work& tx, std::int64_t id) {
  const auto row = tx.exec_params1(query("artists"), id, 1, 0);
  const auto items = boost::json::parse(row["items"].c_str());
  if (items.as_array().empty()) throw Error(ErrorCode::not_found, "There is no artist " + std::to_string(id) + ".");
  return items.as_array()[0].as_object();
}

// The artist's user name. Errors: not_found, precondition_failed when If-Match names another version.
std::string lock_artist(pqxx::work& tx, const http::Request& request, std::int64_t id) {
  const auto rows = tx.exec_params("SELECT username, version FROM artist WHERE id = $1 FOR UPDATE", id);
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no artist " + std::to_string(id) + ".");
  require_version(request, "artist", rows[0][1]);
  return rows[0][0].as<std::string>();
}

// Runs f(tx, note) for an admin, where note(kind, id, username) writes into the audit log; a name that is taken is a
// conflict.
template <class F>
auto as_admin(const ContentOptions& options, const http::Request& request, F&& f) {
  const auto claims = options.verifier.require(request, "admin");
  try {
    return options.db.transaction([&](pqxx::work& tx) {
      return f(tx, [&](const std::string& kind, std::int64_t id, const std::string& username) {
        audit::record(tx, request.client_address,
                      {.kind = kind, .actor = claims.subject, .for_all = true, .target = id, .note = username});
      });
    });
  } catch (const pqxx::unique_violation& violation) {
    taken(violation);
  }
}

}  // namespace

http::Response list_artists(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  in.check();
  return as_admin(options, request, [&](pqxx::work& tx, const auto&) {
    const auto row = tx.exec_params1(query("artists"), nullptr, paging.limit, paging.offset());
    return json_text(200, list_text("artists", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response create_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx, const auto& note) {
    json::Object columns{{"default_language", "en"}};
    for (const auto& [name, value] : read_artist(request, true)) columns[name] = value;
    const auto id = tx.exec_params1(
                          "INSERT INTO artist (subject, username, email, first_name, last_name, default_language) "
                          "SELECT subject, username, email, first_name, last_name, default_language "
                          "FROM jsonb_populate_record(NULL::artist, $1) RETURNING id",
                          boost::json::serialize(columns))[0]
                        .as<std::int64_t>();
    note("artist_created", id, std::string(columns.at("username").as_string()));
    auto response = versioned(201, artist_json(tx, id));
    response.headers.set("Location", "/api/v1/admin/artists/" + std::to_string(id));
    return response;
  });
}

http::Response get_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx, const auto&) {
    return versioned(200, artist_json(tx, request.id_parameter("artistId")));
  });
}

http::Response update_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx, const auto& note) {
    const auto id = request.id_parameter("artistId");
    note("artist_changed", id, lock_artist(tx, request, id));
    const auto name = [&] {
      return tx.exec_params1("SELECT concat_ws(' ', first_name, last_name) FROM artist WHERE id = $1", id)[0]
          .as<std::string>();
    };
    const auto before = name();
    tx.exec_params(
        "UPDATE artist a SET (subject, email, first_name, last_name, default_language, updated_at, version) = "
        "(SELECT n.subject, n.email, n.first_name, n.last_name, n.default_language, now(), a.version + 1 "
        "FROM jsonb_populate_record(a, $2) n) WHERE id = $1",
        id, boost::json::serialize(read_artist(request, false)));
    if (name() != before) {  // it stands in images and on pages
      queue_all_jobs(options, tx);
      bump_revision(tx);
    }
    return versioned(200, artist_json(tx, id));
  });
}

http::Response delete_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx, const auto& note) {
    const auto id = request.id_parameter("artistId");
    note("artist_deleted", id, lock_artist(tx, request, id));
    give_up_uploads(options, tx, id);
    try {
      tx.exec_params("DELETE FROM artist WHERE id = $1", id);
    } catch (const pqxx::foreign_key_violation&) {
      throw Error(ErrorCode::conflict, "This artist has prints, galleries or notices, and stays while there are any.");
    }
    return http::Response{.status = 204};
  });
}

}  // namespace copper::content
