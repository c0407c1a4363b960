#include "services/content/artists.h"

#include <algorithm>

#include "platform/base/error.h"
#include "platform/json/json.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/query_reader.h"

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

json::Value artist_json(pqxx::work& tx, std::int64_t id) {
  const auto row = tx.exec_params1(query("artists"), id, 1, 0);
  const auto items = boost::json::parse(row["items"].c_str());
  if (items.as_array().empty()) throw Error(ErrorCode::not_found, "There is no artist " + std::to_string(id) + ".");
  return items.as_array()[0];
}

// Runs f(tx) for an admin; a name that is taken is a conflict.
template <class F>
auto as_admin(const ContentOptions& options, const http::Request& request, F&& f) {
  options.verifier.require(request, "admin");
  try {
    return options.db.transaction(std::forward<F>(f));
  } catch (const pqxx::unique_violation& violation) {
    taken(violation);
  }
}

}  // namespace

http::Response list_artists(const ContentOptions& options, const http::Request& request) {
  QueryReader in(request);
  const auto paging = in.paging();
  in.check();
  return as_admin(options, request, [&](pqxx::work& tx) {
    const auto row = tx.exec_params1(query("artists"), nullptr, paging.limit, paging.offset());
    return json_text(200, list_text("artists", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response create_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx) {
    json::Object columns{{"default_language", "en"}};
    for (const auto& [name, value] : read_artist(request, true)) columns[name] = value;
    const auto id = tx.exec_params1(
                          "INSERT INTO artist (subject, username, email, first_name, last_name, default_language) "
                          "SELECT subject, username, email, first_name, last_name, default_language "
                          "FROM jsonb_populate_record(NULL::artist, $1) RETURNING id",
                          boost::json::serialize(columns))[0]
                        .as<std::int64_t>();
    auto response = json::response(201, artist_json(tx, id));
    response.headers.set("Location", "/api/v1/admin/artists/" + std::to_string(id));
    return response;
  });
}

http::Response get_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx) {
    return json::response(200, artist_json(tx, request.id_parameter("artistId")));
  });
}

http::Response update_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx) {
    const auto id = request.id_parameter("artistId");
    tx.exec_params(
        "UPDATE artist a SET (subject, email, first_name, last_name, default_language, updated_at) = "
        "(SELECT n.subject, n.email, n.first_name, n.last_name, n.default_language, now() "
        "FROM jsonb_populate_record(a, $2) n) WHERE id = $1",
        id, boost::json::serialize(read_artist(request, false)));
    return json::response(200, artist_json(tx, id));
  });
}

http::Response delete_artist(const ContentOptions& options, const http::Request& request) {
  return as_admin(options, request, [&](pqxx::work& tx) {
    const auto id = request.id_parameter("artistId");
    try {
      const auto deleted = tx.exec_params("DELETE FROM artist WHERE id = $1", id);
      if (deleted.affected_rows() == 0) {
        throw Error(ErrorCode::not_found, "There is no artist " + std::to_string(id) + ".");
      }
    } catch (const pqxx::foreign_key_violation&) {
      throw Error(ErrorCode::conflict, "This artist has prints or galleries. Delete those first.");
    }
    return http::Response{.status = 204};
  });
}

}  // namespace copper::content
