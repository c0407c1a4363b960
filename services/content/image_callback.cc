#include "services/content/image_callback.h"

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/observe/log.h"
#include "services/content/callback_body.h"
#include "services/content/image_jobs.h"
#include "services/content/originals.h"
#include "services/content/publishing.h"
#include "services/content/removals.h"
#include "services/content/revision.h"

namespace copper::content {
namespace {

constexpr const char* kJob = R"(
SELECT j.state, i.print_id, i.state AS image_state,
       EXISTS (SELECT FROM print p WHERE p.public_image_id = i.id) AS is_seen,
       ARRAY(SELECT encode(t, 'hex') FROM unnest(j.token_sha256) WITH ORDINALITY o (t, n) ORDER BY n) AS tokens
FROM image_job j JOIN image i ON i.id = j.image_id WHERE j.image_id = $1)";

constexpr const char* kExif = R"(
INSERT INTO exif SELECT * FROM jsonb_populate_record(NULL::exif, $2::jsonb || jsonb_build_object('image_id', $1::uuid))
ON CONFLICT (image_id) DO UPDATE SET camera = EXCLUDED.camera, lens = EXCLUDED.lens,
  exposure_time = EXCLUDED.exposure_time, aperture = EXCLUDED.aperture, iso = EXCLUDED.iso,
  date_time_original = EXCLUDED.date_time_original, raw = EXCLUDED.raw)";

std::string bearer_hash(const http::Request& request) {
  const auto authorization = request.headers.get("Authorization");
  constexpr std::string_view kScheme = "Bearer ";
  if (!authorization.starts_with(kScheme)) {
    throw Error(ErrorCode::unauthorized, "The callback needs the token of its job.");
  }
  return base::to_hex(base::sha256(authorization.substr(kScheme.size())));
}

enum class Token { unknown, earlier, newest };

Token token_among(const pqxx::field& tokens, const std::string& presented) {
  Token found = Token::unknown;
  auto array = tokens.as_array();
  for (auto [kind, text] = array.get_next(); kind != pqxx::array_parser::juncture::done;
       std::tie(kind, text) = array.get_next()) {
    if (kind != pqxx::array_parser::juncture::string_value) continue;
    if (found == Token::newest) found = Token::earlier;
    if (base::equal_constant_time(text, presented)) found = Token::newest;
  }
  return found;
}

// The rows of the versions; what only an earlier processing had is removed.
void write_versions(const ContentOptions& options, pqxx::work& tx, const CallbackBody& body) {
  const auto old =
      tx.exec_params("DELETE FROM image_version WHERE image_id = $1 RETURNING storage_key", body.base_image_id);
  for (const auto& made : body.versions) {
    tx.exec_params(
        "INSERT INTO image_version (image_id, version, storage_key, width, height, bytes) VALUES ($1, $2, "
        "$3, $4, $5, $6)",
        body.base_image_id, made.version, made.storage_key, made.width, made.height, made.bytes);
  }
  for (const auto& row : old) {
    const auto key = row[0].as<std::string>();
    const auto is_kept = [&](const MadeVersion& made) { return made.storage_key == key; };
    if (std::any_of(body.versions.begin(), body.versions.end(), is_kept)) continue;
    remove_later(options, tx, storage::Area::images, key);
    remove_later(options, tx, storage::Area::images, "public/" + key);
  }
}

// As above for the folder of zoom tiles; without one the image has none any more.
void write_zoom(const ContentOptions& options, pqxx::work& tx, const CallbackBody& body) {
  const auto old = tx.exec_params1("SELECT zoom_key FROM image WHERE id = $1", body.base_image_id)[0];
  if (!old.is_null() && !(body.zoom && body.zoom->storage_key == old.c_str())) {
    remove_later(options, tx, storage::Area::images, old.as<std::string>() + "/");
    remove_later(options, tx, storage::Area::images, "public/" + old.as<std::string>() + "/");
  }
  const auto set = [&](auto member) { return body.zoom ? std::optional((*body.zoom).*member) : std::nullopt; };
  tx.exec_params("UPDATE image SET zoom_key = $2, zoom_width = $3, zoom_height = $4 WHERE id = $1", body.base_image_id,
                 set(&MadeZoom::storage_key), set(&MadeZoom::width), set(&MadeZoom::height));
}

// A processing like an earlier one brings back its names: what was to be removed under them stays.
void keep(pqxx::work& tx, const CallbackBody& body) {
  json::Array names;
  for (const auto& made : body.versions) names.emplace_back(made.storage_key);
  if (body.zoom) names.emplace_back(body.zoom->storage_key + "/");
  tx.exec_params0(
      "DELETE FROM blob_removal WHERE area = 'images' AND key IN "
      "(SELECT unnest(ARRAY[name, 'public/' || name]) FROM jsonb_array_elements_text($1) n (name))",
      boost::json::serialize(names));
}

void write_placeholder(pqxx::work& tx, const CallbackBody& body) {
  const auto set = [&](auto member) {
    return body.placeholder ? std::optional((*body.placeholder).*member) : std::nullopt;
  };
  tx.exec_params("UPDATE image SET colour = $2, placeholder = $3 WHERE id = $1", body.base_image_id,
                 set(&MadePlaceholder::colour), set(&MadePlaceholder::webp));
}

// Width / height of the largest version that is not cropped.
double aspect_ratio(const CallbackBody& body) {
  const auto by_width = [](const MadeVersion& a, const MadeVersion& b) { return a.width < b.width; };
  std::vector<MadeVersion> whole;
  for (const auto& made : body.versions) {
    if (!made.version.starts_with("thumbnail")) whole.push_back(made);
  }
  const auto largest = std::max_element(whole.begin(), whole.end(), by_width);
  return static_cast<double>(largest->width) / static_cast<double>(largest->height);
}

void complete(const ContentOptions& options, pqxx::work& tx, const pqxx::row& job, const CallbackBody& body) {
  const auto print = job["print_id"].as<std::int64_t>();
  write_versions(options, tx, body);
  write_zoom(options, tx, body);
  keep(tx, body);
  write_placeholder(tx, body);
  tx.exec_params(kExif, body.base_image_id, boost::json::serialize(body.exif));
  tx.exec_params("UPDATE image_job SET state = 'done', lease_until = NULL WHERE image_id = $1", body.base_image_id);
  // Copies that are there already may be of an earlier processing: they are made again.
  tx.exec_params(
      "UPDATE image SET state = 'completed', error = NULL, aspect_ratio = $2, processing_ms = $3, updated_at "
      "= now(), "
      "publication = CASE publication WHEN 'public' THEN 'publishing' ELSE publication END WHERE id = $1",
      body.base_image_id, aspect_ratio(body), body.processing_ms);
  // An image that was completed before is only made anew; another may have taken its place meanwhile.
  if (job["image_state"].as<std::string>() != "completed") {
    tx.exec_params("UPDATE print SET image_id = $2 WHERE id = $1", print, body.base_image_id);
  }
  update_publication(options, tx, print);
  if (is_visible(tx, print)) bump_revision(tx);
}

enum class Applied { no, yes, wants_copies };

// `copied`: the versions lie under public/ already, so that the public can be told of them at once.
Applied apply(const ContentOptions& options, pqxx::work& tx, const CallbackBody& body, const std::string& token_hash,
              bool copied) {
  // The print first, as everywhere, then the job.
  tx.exec_params("SELECT FROM print WHERE id = (SELECT print_id FROM image WHERE id = $1) FOR NO KEY UPDATE",
                 body.base_image_id);
  tx.exec_params("SELECT FROM image_job WHERE image_id = $1 FOR UPDATE", body.base_image_id);
  const auto rows = tx.exec_params(kJob, body.base_image_id);
  if (rows.empty()) return Applied::no;  // deleted meanwhile
  const auto& job = rows[0];
  const auto token = token_among(job["tokens"], token_hash);
  if (token == Token::unknown) throw Error(ErrorCode::unauthorized, "This token belongs to no attempt at the image.");
  const auto state = job["state"].as<std::string>();
  if (state == "done") return Applied::no;
  if (body.completed) {
    if (!copied && job["is_seen"].as<bool>()) return Applied::wants_copies;
    complete(options, tx, job, body);
    return Applied::yes;
  }
  if (token != Token::newest || state != "leased") return Applied::no;
  fail_job(tx, body.base_image_id, body.error);
  return Applied::yes;
}

bool apply(const ContentOptions& options, const CallbackBody& body, const std::string& token_hash) {
  const auto once = [&](bool copied) {
    return options.db.transaction([&](pqxx::work& tx) { return apply(options, tx, body, token_hash, copied); });
  };
  Applied applied = once(false);
  if (applied == Applied::wants_copies) {
    std::vector<std::string> keys;
    for (const auto& made : body.versions) keys.push_back(made.storage_key);
    if (body.zoom) append_zoom_keys(keys, body.zoom->storage_key, body.zoom->width, body.zoom->height);
    copy_in_advance(options, body.base_image_id, keys);
    applied = once(true);
  }
  return applied == Applied::yes;
}

}  // namespace

http::Response image_callback(const ContentOptions& options, const http::Request& request) {
  const auto token_hash = bearer_hash(request);
  const auto body = read_callback(request);
  const bool changed = apply(options, body, token_hash);
  if (changed) {
    log::info("image job ended", {{"baseImageId", body.base_image_id},
                                  {"completed", body.completed},
                                  {"processingMs", body.processing_ms.value_or(0)}});
    keep_originals(options);
    settle_publications(options);
    perform_removals(options);
    dispatch_due_jobs(options);
  }
  return json::response(200, {{"baseImageId", body.base_image_id}, {"applied", changed}});
}

}  // namespace copper::content
