#include "services/content/tags.h"

#include <algorithm>
#include <map>

#include "platform/audit/audit.h"
#include "platform/json/query_reader.h"
#include "services/content/caller.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/revision.h"

namespace copper::content {
namespace {

constexpr std::size_t kLengthMax = 60;  // as in print_fields.cc

using Words = std::map<std::string, std::string>;  // language → word; empty: none

Words read_words(json::ObjectReader& in) {
  Words words;
  for (const char* language : {"da", "en"}) {
    if (in.has(language)) words[language] = in.text(language, {.length_max = kLengthMax}).value_or("");
  }
  return words;
}

json::Object tag_json(pqxx::work& tx, const Artist& artist, std::int64_t tag) {
  const auto row = tx.exec_params1(query("tags"), artist.id, tag, nullptr, 1, 0);
  auto items = boost::json::parse(row["items"].c_str());
  if (items.as_array().empty()) throw Error(ErrorCode::not_found, "There is no tag " + std::to_string(tag) + ".");
  return items.as_array()[0].as_object();
}

std::string called(pqxx::work& tx, const Artist& artist, std::int64_t tag) {
  const auto found = tag_json(tx, artist, tag);
  const auto& word = found.at("en").is_null() ? found.at("da") : found.at("en");
  return std::string(word.as_string());
}

void require_tag(pqxx::work& tx, const Artist& artist, std::int64_t tag) {
  const auto rows = tx.exec_params("SELECT artist_id FROM tag WHERE pair_id = $1 LIMIT 1", tag);
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no tag " + std::to_string(tag) + ".");
  if (rows[0][0].as<std::int64_t>() != artist.id) {
    throw Error(ErrorCode::forbidden, "The tag " + std::to_string(tag) + " belongs to another artist.");
  }
}

// Locks the prints of these tags and then the tags, in the order in which a print that is saved locks them.
void lock_tags(pqxx::work& tx, const Artist& artist, const std::string& ids) {
  tx.exec_params(
      "SELECT FROM print WHERE id IN (SELECT pt.print_id FROM print_tag pt JOIN tag t ON t.id = pt.tag_id "
      "WHERE t.pair_id = ANY ($1::bigint[])) ORDER BY id FOR NO KEY UPDATE",
      ids);
  tx.exec_params(
      "SELECT FROM tag WHERE artist_id = $1 AND pair_id = ANY ($2::bigint[]) ORDER BY language, lower(name) FOR UPDATE",
      artist.id, ids);
}

void lock_tag(pqxx::work& tx, const http::Request& request, const Artist& artist, std::int64_t tag,
              std::optional<std::int64_t> other = {}) {
  require_tag(tx, artist, tag);
  if (other) require_tag(tx, artist, *other);
  lock_tags(tx, artist, "{" + std::to_string(tag) + (other ? "," + std::to_string(*other) : "") + "}");
  require_tag(tx, artist, tag);  // it may have been deleted meanwhile
  if (other) require_tag(tx, artist, *other);
  const auto version = tx.exec_params1("SELECT max(version) FROM tag WHERE pair_id = $1", tag);
  require_version(request, "tag", version[0]);
}

// The prints of a tag change with it; whether the public sees one of them. Call while they have it.
bool touch_prints(pqxx::work& tx, std::int64_t tag) {
  const auto touched = tx.exec_params(
      "UPDATE print SET version = version + 1, updated_at = now() WHERE id IN (SELECT pt.print_id FROM print_tag pt "
      "JOIN tag t ON t.id = pt.tag_id WHERE t.pair_id = $1) RETURNING public_image_id IS NOT NULL",
      tag);
  return std::any_of(touched.begin(), touched.end(), [](const auto& row) { return row[0].template as<bool>(); });
}

// What has one word of the pair gets the other, after its other tags.
constexpr const char* kSpread = R"(
INSERT INTO print_tag (print_id, tag_id, position)
SELECT pt.print_id, other.id, (SELECT max(p.position) + 1 FROM print_tag p WHERE p.print_id = pt.print_id)
FROM print_tag pt
JOIN tag own ON own.id = pt.tag_id
JOIN tag other ON other.pair_id = own.pair_id AND other.id <> own.id
WHERE own.pair_id = $1
ON CONFLICT DO NOTHING)";

std::int64_t version_of(pqxx::work& tx, std::int64_t tag) {
  return tx.exec_params1("SELECT max(version) FROM tag WHERE pair_id = $1", tag)[0].as<std::int64_t>();
}

void set_version(pqxx::work& tx, std::int64_t tag, std::int64_t version) {
  tx.exec_params("UPDATE tag SET version = $2 WHERE pair_id = $1", tag, version);
}

void set_word(pqxx::work& tx, const Artist& artist, std::int64_t tag, const std::string& language,
              const std::string& word) {
  if (word.empty()) {
    tx.exec_params("DELETE FROM tag WHERE pair_id = $1 AND language = $2", tag, language);
    return;
  }
  const auto renamed =
      tx.exec_params("UPDATE tag SET name = $3 WHERE pair_id = $1 AND language = $2", tag, language, word);
  if (renamed.affected_rows() > 0) return;
  tx.exec_params("INSERT INTO tag (artist_id, language, name, pair_id) VALUES ($1, $2, $3, $4)", artist.id, language,
                 word, tag);
  tx.exec_params(kSpread, tag);
}

// Each word of the other tag goes to its prints under this tag's word, or becomes this tag's where that has none.
void take_words(pqxx::work& tx, std::int64_t tag, std::int64_t other) {
  tx.exec_params(
      "INSERT INTO print_tag (print_id, tag_id, position) SELECT pt.print_id, mine.id, pt.position FROM print_tag pt "
      "JOIN tag theirs ON theirs.id = pt.tag_id AND theirs.pair_id = $2 "
      "JOIN tag mine ON mine.pair_id = $1 AND mine.language = theirs.language ON CONFLICT DO NOTHING",
      tag, other);
  tx.exec_params(
      "DELETE FROM tag theirs USING tag mine WHERE theirs.pair_id = $2 AND mine.pair_id = $1 "
      "AND mine.language = theirs.language",
      tag, other);
  tx.exec_params("UPDATE tag SET pair_id = $1 WHERE pair_id = $2", tag, other);
  tx.exec_params(kSpread, tag);
}

// Runs f(tx, artist); a word that another tag has is a conflict.
template <class F>
auto with_words(const ContentOptions& options, const http::Request& request, F&& f) {
  try {
    return as_artist(options, request, std::forward<F>(f));
  } catch (const pqxx::unique_violation&) {
    throw Error(ErrorCode::conflict, "Another tag has this word. Merge the two instead.");
  }
}

void note(pqxx::work& tx, const http::Request& request, const Artist& artist, const std::string& kind, std::int64_t tag,
          const std::string& name) {
  audit::record(tx, request.client_address, {.kind = kind, .actor = artist.subject, .target = tag, .note = name});
}

}  // namespace

http::Response list_tags(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto missing = in.choice("missing", {"en", "da"});
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto row = tx.exec_params1(query("tags"), artist.id, nullptr, missing, paging.limit, paging.offset());
    return json_text(200, list_text("tags", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response create_tag(const ContentOptions& options, const http::Request& request) {
  return with_words(options, request, [&](pqxx::work& tx, const Artist& artist) {
    json::ObjectReader in(request);
    const auto words = read_words(in);
    in.check();
    const auto tag = tx.exec1("SELECT nextval(pg_get_serial_sequence('tag', 'pair_id'))")[0].as<std::int64_t>();
    for (const auto& [language, word] : words) set_word(tx, artist, tag, language, word);
    if (tx.exec_params("SELECT FROM tag WHERE pair_id = $1", tag).empty()) {
      throw Error::bad_field("en", "is required unless da is given");
    }
    auto response = versioned(201, tag_json(tx, artist, tag));
    response.headers.set("Location", "/api/v1/artist/tags/" + std::to_string(tag));
    return response;
  });
}

http::Response get_tag(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto tag = request.id_parameter("tagId");
    require_tag(tx, artist, tag);
    return versioned(200, tag_json(tx, artist, tag));
  });
}

http::Response update_tag(const ContentOptions& options, const http::Request& request) {
  return with_words(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto tag = request.id_parameter("tagId");
    lock_tag(tx, request, artist, tag);
    json::ObjectReader in(request);
    const auto words = read_words(in);
    in.check();
    const auto version = version_of(tx, tag);
    const bool visible = touch_prints(tx, tag);
    for (const auto& [language, word] : words) set_word(tx, artist, tag, language, word);
    if (tx.exec_params("SELECT FROM tag WHERE pair_id = $1", tag).empty()) {
      throw Error::bad_field("en", "cannot be taken away: a tag has a word in one language at least");
    }
    set_version(tx, tag, version + 1);
    if (visible) bump_revision(tx);
    return versioned(200, tag_json(tx, artist, tag));
  });
}

http::Response merge_tag(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    json::ObjectReader in(request);
    const auto tag = request.id_parameter("tagId");
    const auto other = in.integer("tagId", {.required = true, .min = 1}).value_or(0);
    if (other == tag) in.fail("tagId", "must be another tag");
    in.check();
    lock_tag(tx, request, artist, tag, other);
    const auto version = version_of(tx, tag);
    note(tx, request, artist, "tag_merged", tag, called(tx, artist, other) + " → " + called(tx, artist, tag));
    take_words(tx, tag, other);
    set_version(tx, tag, version + 1);
    if (touch_prints(tx, tag)) bump_revision(tx);
    return versioned(200, tag_json(tx, artist, tag));
  });
}

http::Response delete_tag(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto tag = request.id_parameter("tagId");
    lock_tag(tx, request, artist, tag);
    note(tx, request, artist, "tag_deleted", tag, called(tx, artist, tag));
    const bool visible = touch_prints(tx, tag);
    tx.exec_params("DELETE FROM tag WHERE pair_id = $1", tag);
    if (visible) bump_revision(tx);
    return http::Response{.status = 204};
  });
}

}  // namespace copper::content
