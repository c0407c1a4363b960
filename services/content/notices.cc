#include "services/content/notices.h"

#include "platform/json/query_reader.h"
#include "platform/mail/outbox.h"
#include "services/content/actions.h"
#include "services/content/caller.h"
#include "services/content/notice_mail.h"
#include "services/content/presenting.h"
#include "services/content/prints.h"
#include "services/content/publishing.h"
#include "services/content/queries.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr int kAnswersADayMax = 3;  // to one address: nobody's letterbox is filled through us
constexpr int kActionsMax = 200;

struct TextColumn {
  std::string_view name;  // in JSON and in the table
  json::TextRule rule;
};
constexpr TextColumn kTextColumns[] = {
    {"name", {.required = true, .length_max = 200}},
    {"organisation", {.length_max = 200}},
    {"address", {.length_max = 500, .lines = true}},
    {"phone", {.length_max = 50}},
    {"location", {.required = true, .length_max = 2000, .lines = true}},
    {"reason", {.required = true, .length_max = 10000, .lines = true}},
};

// As browsers check it (HTML, "valid e-mail address"): nothing in it means anything to a mail server.
bool is_mail_address(std::string_view text) {
  constexpr std::string_view kName =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-";
  constexpr std::string_view kHost = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
  const auto host = text.substr(at + 1);
  return text.substr(0, at).find_first_not_of(kName) == std::string_view::npos &&
         host.find_first_not_of(kHost) == std::string_view::npos && host.front() != '.' && host.back() != '.';
}

// The columns of a new notice.
json::Object read_notice(const http::Request& request) {
  json::ObjectReader in(request);
  json::Object columns;
  for (const auto& [name, rule] : kTextColumns) {
    const auto text = in.text(name, rule);
    columns[name] = text && !text->empty() ? json::Value(*text) : json::Value(nullptr);
  }
  const auto email = in.text("email", {.required = true, .length_max = 254}).value_or("");
  if (!email.empty() && !is_mail_address(email)) in.fail("email", "must be an e-mail address like name@example.org");
  columns["email"] = email;
  columns["ground"] = in.choice("ground", {"copyright", "privacy", "unlawful", "other"}, true).value_or("other");
  columns["language"] = in.choice("language", {"en", "da"}).value_or("en");
  const auto print = in.integer("printId", {.min = 1, .max = 999'999'999'999'999});
  columns["print_id"] = print ? json::Value(*print) : json::Value(nullptr);
  for (const char* statement : {"goodFaith", "accurate"}) {
    if (!in.boolean(statement).value_or(false)) in.fail(statement, "must be true");
  }
  in.check();
  return columns;
}

// The artist of the print the notice names, else the first one: every notice is somebody's to look at.
constexpr const char* kInsertNotice = R"(
INSERT INTO notice AS n (artist_id, ground, print_id, location, reason, name, email, organisation, address, phone, language)
SELECT coalesce((SELECT p.artist_id FROM print p WHERE p.id = given.print_id), (SELECT min(id) FROM artist)),
       ground, print_id, location, reason, name, email, organisation, address, phone, language
FROM jsonb_populate_record(NULL::notice, $1) given
RETURNING case_number(n), iso8601(received_at),
  (SELECT json_build_object('email', a.email, 'language', a.default_language) FROM artist a WHERE a.id = n.artist_id),
  (SELECT count(*) FROM notice o WHERE lower(o.email) = lower(n.email) AND o.received_at > now() - interval '1 day'))";

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

// Two at once from one address are counted one after the other.
void lock_sender(pqxx::work& tx, const json::Object& columns) {
  tx.exec_params("SELECT pg_advisory_xact_lock(hashtextextended('notice ' || $1, 0))",
                 lower(std::string(columns.at("email").as_string())));
}

struct Action {
  std::string kind;
  std::string text;
  std::optional<std::int64_t> print;
};

Action read_action(const http::Request& request) {
  json::ObjectReader in(request);
  Action action{.kind = in.choice("kind", {"comment", "hide", "close", "reopen"}, true).value_or(""),
                .text = in.text("text", {.required = true, .length_max = 5000, .lines = true}).value_or(""),
                .print = in.integer("printId", {.min = 1, .max = 999'999'999'999'999})};
  if (action.print && action.kind != "hide") in.fail("printId", "must be left out unless kind is hide");
  in.check();
  return action;
}

std::string audit_kind(const std::string& action) {
  if (action == "hide") return "print_hidden";
  if (action == "close") return "notice_closed";
  return action == "reopen" ? "notice_reopened" : "notice_commented";
}

json::Value notice_json(pqxx::work& tx, const Artist& artist, std::int64_t notice) {
  const auto row = tx.exec_params1(query("artist_notices"), artist.id, notice, nullptr, artist.language, 1, 0);
  return boost::json::parse(row["items"].c_str()).as_array().at(0);
}

struct Reported {
  std::int64_t id;
  std::optional<std::int64_t> print;
};

Reported owned_notice(pqxx::work& tx, const http::Request& request, const Artist& artist) {
  const auto id = request.id_parameter("noticeId");
  require_owned(tx, Entity::notice, id, artist);
  const auto print = tx.exec_params1("SELECT print_id FROM notice WHERE id = $1", id)[0];
  return {id, print.is_null() ? std::nullopt : std::optional(print.as<std::int64_t>())};
}

// Locks the notice, after the print as everywhere.
void record(pqxx::work& tx, std::int64_t notice, const Action& action) {
  const auto row = tx.exec_params1(
      "SELECT state, (SELECT count(*) FROM notice_action a WHERE a.notice_id = n.id) FROM notice n WHERE id = $1 "
      "FOR NO KEY UPDATE",
      notice);
  const bool is_open = row[0].as<std::string>() == "open";
  if (is_open == (action.kind == "reopen")) {
    throw Error(ErrorCode::conflict, is_open ? "This notice is open." : "This notice is closed. Reopen it first.");
  }
  if (row[1].as<int>() >= kActionsMax) throw Error(ErrorCode::conflict, "This notice has as many actions as it can.");
  tx.exec_params("INSERT INTO notice_action (notice_id, kind, text, print_id) VALUES ($1, $2, $3, $4)", notice,
                 action.kind, action.text, action.print);
  if (action.kind == "close") {
    tx.exec_params("UPDATE notice SET state = 'closed', closed_at = now() WHERE id = $1", notice);
  } else if (action.kind == "reopen") {
    tx.exec_params("UPDATE notice SET state = 'open', closed_at = NULL WHERE id = $1", notice);
  }
}

}  // namespace

http::Response receive_notice(const ContentOptions& options, const http::Request& request) {
  const auto columns = read_notice(request);
  return options.db.transaction([&](pqxx::work& tx) {
    if (tx.exec("SELECT FROM artist LIMIT 1").empty()) {
      throw Error(ErrorCode::unavailable, "Nobody is there yet to read a notice.");
    }
    lock_sender(tx, columns);
    const auto row = tx.exec_params1(kInsertNotice, boost::json::serialize(columns));
    const auto case_number = row[0].as<std::string>();
    const auto artist = boost::json::parse(row[2].c_str()).as_object();
    mail::queue(tx, mail_to_artist(case_number, columns, artist), options.clock());
    if (row[3].as<int>() < kAnswersADayMax) mail::queue(tx, acknowledgement(case_number, columns), options.clock());
    return json::response(201, {{"caseNumber", case_number}, {"receivedAt", row[1].c_str()}});
  });
}

http::Response list_notices(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto state = in.choice("state", {"open", "closed"});
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto row = tx.exec_params1(query("artist_notices"), artist.id, nullptr, state, artist.language, paging.limit,
                                     paging.offset());
    return json_text(200, list_text("notices", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response get_notice(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    return json::response(200, notice_json(tx, artist, owned_notice(tx, request, artist).id));
  });
}

http::Response add_notice_action(const ContentOptions& options, const http::Request& request) {
  std::int64_t hidden = 0;
  auto response = as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto notice = owned_notice(tx, request, artist);
    auto action = read_action(request);
    if (action.kind == "hide") {
      if (!action.print) action.print = notice.print;
      if (!action.print) throw Error::bad_field("printId", "is required: the notice names no print");
      lock_owned(tx, Entity::print, *action.print, artist);
      record(tx, notice.id, action);
      hide_print(options, tx, *action.print);
      hidden = *action.print;
    } else {
      record(tx, notice.id, action);
    }
    note_action(tx, request, artist, audit_kind(action.kind), Entity::notice, notice.id);
    return json::response(201, notice_json(tx, artist, notice.id));
  });
  if (hidden != 0) settle_publications(options, hidden);
  return response;
}

}  // namespace copper::content
