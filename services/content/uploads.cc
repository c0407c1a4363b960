#include "services/content/uploads.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/image/versions.h"
#include "platform/json/json.h"
#include "services/content/original_check.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr auto kArea = storage::Area::temporary;
constexpr std::int64_t kMebibyte = 1 << 20;

// What a file may be taken for before anybody has looked at it.
const std::vector<std::string_view> kDeclaredTypes = {"image/jpeg", "image/png", "image/heic", "image/heif",
                                                      "application/octet-stream"};

constexpr const char* kGiveUp = R"(
WITH gone AS (DELETE FROM upload WHERE id = $1 RETURNING storage_key, storage_upload_id)
INSERT INTO blob_removal (area, key, storage_upload_id, due_at)
SELECT 'temporary', storage_key, storage_upload_id, due FROM gone
CROSS JOIN (VALUES ($2::timestamptz), ($2::timestamptz + interval '15 minutes')) moments (due))";

struct Upload {
  std::string id;
  std::string file_name;
  std::int64_t size = 0;
  bool complete = false;
  std::string key;
  std::string storage_id;
};

// The part of a path that names the file; browsers of old sent all of it.
std::string base_name(const std::string& name) {
  return name.substr(name.find_last_of("/\\") + 1);
}

// What the name promises; the content decides later.
std::string extension_by_name(const std::string& file_name) {
  std::string extension = file_name.substr(std::min(file_name.rfind('.'), file_name.size() - 1) + 1);
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == "png") return "png";
  if (extension == "heic" || extension == "heif") return "heic";
  return "jpg";
}

std::string original_key(const std::string& id, std::string_view extension) {
  return "uploads/original/" + id + "." + std::string(extension);
}

std::int64_t part_count(const ContentOptions& options, std::int64_t size) {
  const auto part = static_cast<std::int64_t>(options.limits.part_bytes);
  return (size + part - 1) / part;
}

enum class Lock { none, row };

std::optional<Upload> find_upload(pqxx::work& tx, const Artist& artist, const std::string& id, Lock lock) {
  const std::string select =
      "SELECT artist_id, file_name, size, state, storage_key, storage_upload_id FROM upload WHERE id = $1";
  const auto rows = tx.exec_params(lock == Lock::row ? select + " FOR UPDATE" : select, id);
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  if (row[0].as<std::int64_t>() != artist.id) {
    throw Error(ErrorCode::forbidden, "The upload " + id + " belongs to another artist.");
  }
  return Upload{id,
                row[1].as<std::string>(),
                row[2].as<std::int64_t>(),
                row[3].as<std::string>() == "complete",
                row[4].as<std::string>(),
                row[5].as<std::string>()};
}

Error no_upload(const std::string& id) {
  return {ErrorCode::not_found, "There is no upload " + id + ". It may be finished, rejected or too old."};
}

Upload upload_of(pqxx::work& tx, const Artist& artist, const http::Request& request, Lock lock) {
  const std::string& id = request.parameter("uploadId");
  if (auto found = find_upload(tx, artist, id, lock)) return *std::move(found);
  throw no_upload(id);
}

void delete_upload(pqxx::work& tx, const std::string& id) {
  tx.exec_params0("DELETE FROM upload WHERE id = $1", id);
}

// Joins the parts, unless an earlier try got that far.
void join_parts(const ContentOptions& options, const Upload& upload) {
  if (options.store.head(kArea, upload.key)) return;
  const auto wanted = part_count(options, upload.size);
  const auto there = options.store.parts(kArea, upload.key, upload.storage_id).size();
  if (there < static_cast<std::size_t>(wanted)) {
    throw Error(ErrorCode::conflict, upload.file_name + " has not arrived completely: " + std::to_string(there) +
                                         " of " + std::to_string(wanted) +
                                         " parts are there. Send the others, then complete it again.");
  }
  options.store.complete_upload(kArea, upload.key, upload.storage_id);
}

// Error conflict when the artist has this very file already.
void reject_duplicate(pqxx::work& tx, const Artist& artist, const std::string& file_name, const std::string& sha256) {
  const auto rows = tx.exec_params(
      "SELECT i.print_id, t.title FROM image i JOIN print_text t ON t.print_id = i.print_id AND t.language = "
      "$3 "
      "WHERE i.artist_id = $1 AND i.sha256 = decode($2, 'hex')",
      artist.id, sha256, artist.language);
  if (rows.empty()) return;
  throw RejectedOriginal(ErrorCode::conflict, file_name + " is here already: it is the image of “" +
                                                  rows[0][1].as<std::string>() + "” (print " +
                                                  rows[0][0].as<std::string>() + ").");
}

json::Object upload_json(const std::string& id, const std::string& file_name, const OriginalFacts& facts) {
  return {{"uploadId", id},       {"baseImageId", id},      {"contentType", content_type_of(facts.kind)},
          {"width", facts.width}, {"height", facts.height}, {"fileName", file_name}};
}

// A whole file that was looked at: what it is, or why it cannot be used.
struct Inspected {
  std::optional<OriginalFacts> facts;
  std::optional<RejectedOriginal> rejection;
  std::vector<std::string> keys;  // where it lies now; the last is named after what it is
};

// Error not_found when the file is not there any more.
Inspected inspect(const ContentOptions& options, const Upload& upload) {
  join_parts(options, upload);
  const auto body = options.store.get(kArea, upload.key);
  if (!body) throw no_upload(upload.id);
  Inspected found{.keys = {upload.key}};
  try {
    found.facts = check_original(upload.file_name, static_cast<std::uint64_t>(upload.size), *body);
  } catch (const RejectedOriginal& reason) {
    found.rejection = reason;
    return found;
  }
  const auto key = original_key(upload.id, extension_of(found.facts->kind));
  if (key != upload.key) {
    options.store.copy(kArea, upload.key, kArea, key);
    found.keys.push_back(key);
  }
  return found;
}

void remove_all_later(const ContentOptions& options, pqxx::work& tx, const std::vector<std::string>& keys) {
  for (const auto& key : keys) remove_later(options, tx, kArea, key);
}

bool is_image(pqxx::work& tx, const std::string& id) {
  return !tx.exec_params("SELECT FROM image WHERE id = $1", id).empty();
}

// Marks the upload complete, its object named after what it is. Throws RejectedOriginal for a second of the same file.
json::Object accept(const ContentOptions& options, pqxx::work& tx, const Artist& artist, const Upload& upload,
                    const Inspected& found) {
  const auto& facts = *found.facts;
  reject_duplicate(tx, artist, upload.file_name, facts.sha256);
  remove_all_later(options, tx, {found.keys.begin(), found.keys.end() - 1});
  tx.exec_params0(
      "UPDATE upload SET state = 'complete', storage_key = $2, content_type = $3, sha256 = decode($4, "
      "'hex'), "
      "width = $5, height = $6 WHERE id = $1",
      upload.id, found.keys.back(), std::string(content_type_of(facts.kind)), facts.sha256, facts.width, facts.height);
  return upload_json(upload.id, upload.file_name, facts);
}

json::Object completed_json(pqxx::work& tx, const Upload& upload) {
  const auto row = tx.exec_params1("SELECT content_type, width, height FROM upload WHERE id = $1", upload.id);
  return {{"uploadId", upload.id},
          {"baseImageId", upload.id},
          {"contentType", row[0].c_str()},
          {"width", row[1].as<std::int64_t>()},
          {"height", row[2].as<std::int64_t>()},
          {"fileName", upload.file_name}};
}

// What the file is becomes what the upload is. Somebody may have completed the upload meanwhile, or given it up: then
// there is no answer.
std::optional<json::Object> settle(const ContentOptions& options, pqxx::work& tx, const Artist& artist,
                                   const std::string& id, Inspected& found) {
  const auto upload = find_upload(tx, artist, id, Lock::row);
  if (upload && upload->complete) return completed_json(tx, *upload);
  if (upload && !found.rejection) {
    try {
      return accept(options, tx, artist, *upload, found);
    } catch (const RejectedOriginal& reason) {
      found.rejection = reason;
    }
  }
  if (upload || !is_image(tx, id)) remove_all_later(options, tx, found.keys);
  delete_upload(tx, id);
  return std::nullopt;
}

void check_size(const Upload& upload) {
  if (upload.size == 0) {
    throw Error::bad_field(
        "size", "must be at least 1: " + upload.file_name + " is empty. Copy it again from the camera or scanner");
  }
  if (upload.size > image::kOriginalBytesMax) {
    throw Error(ErrorCode::payload_too_large, upload.file_name + " has " +
                                                  std::to_string((upload.size + kMebibyte - 1) / kMebibyte) +
                                                  " MB; at most 100 MB are accepted.");
  }
}

// Where the browser sends the part to.
json::Object part_json(const ContentOptions& options, const Upload& upload, std::int64_t number) {
  const auto part_bytes = static_cast<std::int64_t>(options.limits.part_bytes);
  const auto bytes = std::min(part_bytes, upload.size - (number - 1) * part_bytes);
  const auto url = options.store.presign_part(kArea, upload.key, upload.storage_id, static_cast<int>(number),
                                              static_cast<std::uint64_t>(bytes), options.limits.url_lifetime);
  return {{"number", number}, {"url", url}, {"method", "PUT"}, {"size", bytes}};
}

// Gives back the storage too: twice, for a part may be on its way just now.
void give_up(const ContentOptions& options, pqxx::work& tx, const std::string& id) {
  tx.exec_params0(kGiveUp, id, sql_time(options.clock()));
}

// Asked when the upload is gone, not before: somebody may be making a print of it just now.
void reject_used(pqxx::work& tx, const Artist& artist, const std::string& upload) {
  const auto used = tx.exec_params("SELECT print_id FROM image WHERE id = $1 AND artist_id = $2", upload, artist.id);
  if (used.empty()) return;
  throw Error(ErrorCode::conflict, "This upload is the image of print " + used[0][0].as<std::string>() + " already.");
}

}  // namespace

http::Response begin_upload(const ContentOptions& options, const http::Request& request) {
  const Artist artist = as_artist(options, request, [](pqxx::work&, const Artist& asking) { return asking; });
  json::ObjectReader in(request);
  Upload upload{.id = base::uuid4()};
  upload.file_name = base_name(in.text("fileName", {.required = true, .length_max = 255}).value_or(""));
  upload.size = in.integer("size", {.required = true}).value_or(0);
  const auto declared_type = in.choice("contentType", kDeclaredTypes).value_or("");
  if (upload.file_name.empty()) in.fail("fileName", "must name a file");
  in.check();
  check_size(upload);
  upload.key = original_key(upload.id, extension_by_name(upload.file_name));
  // What the storage begins and no row is ever made of, it gives up by itself after some days.
  upload.storage_id = options.store.begin_upload(kArea, upload.key, "");
  options.db.transaction([&](pqxx::work& tx) {
    tx.exec_params0(
        "INSERT INTO upload (id, artist_id, file_name, size, storage_key, storage_upload_id, content_type, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        upload.id, artist.id, upload.file_name, upload.size, upload.key, upload.storage_id, declared_type,
        sql_time(options.clock()));
  });
  json::Array urls;
  for (std::int64_t number = 1; number <= part_count(options, upload.size); ++number) {
    urls.push_back(part_json(options, upload, number));
  }
  http::Response response = json::response(201, {{"uploadId", upload.id},
                                                 {"partSize", options.limits.part_bytes},
                                                 {"partCount", part_count(options, upload.size)},
                                                 {"maxBytes", image::kOriginalBytesMax},
                                                 {"partUrls", std::move(urls)}});
  response.headers.set("Location", "/api/v1/artist/uploads/" + upload.id);
  return response;
}

http::Response get_upload(const ContentOptions& options, const http::Request& request) {
  const auto upload = as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    return upload_of(tx, artist, request, Lock::none);
  });
  json::Array parts;
  if (!upload.complete && !options.store.head(kArea, upload.key)) {
    for (const auto& part : options.store.parts(kArea, upload.key, upload.storage_id)) {
      parts.push_back({{"number", part.number}, {"etag", part.etag}});
    }
  }
  return json::response(200, {{"uploadId", upload.id},
                              {"fileName", upload.file_name},
                              {"size", upload.size},
                              {"complete", upload.complete},
                              {"partSize", options.limits.part_bytes},
                              {"partCount", part_count(options, upload.size)},
                              {"parts", std::move(parts)}});
}

http::Response get_upload_part(const ContentOptions& options, const http::Request& request) {
  const auto upload = as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    return upload_of(tx, artist, request, Lock::none);
  });
  const auto number = request.id_parameter("part");
  const auto count = part_count(options, upload.size);
  if (number > count) throw Error(ErrorCode::not_found, "The upload has " + std::to_string(count) + " parts.");
  if (upload.complete) throw Error(ErrorCode::conflict, upload.file_name + " is complete already.");
  return json::response(200, part_json(options, upload, number));
}

// A hundred megabytes are joined, read and copied here: between two transactions, not in one, for that would hold a
// connection and a lock.
http::Response complete_upload(const ContentOptions& options, const http::Request& request) {
  struct Known {
    Artist artist;
    Upload upload;
    std::optional<json::Object> answer;  // when it is complete
  };
  const auto known = [&] {
    return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
      Known found{artist, upload_of(tx, artist, request, Lock::none), {}};
      if (found.upload.complete) found.answer = completed_json(tx, found.upload);
      return found;
    });
  };
  auto [artist, upload, answer] = known();
  if (answer) return json::response(200, *std::move(answer));
  Inspected found;
  try {
    found = inspect(options, upload);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::not_found) answer = known().answer;  // completed meanwhile, it has another name
    if (!answer) throw;
    return json::response(200, *std::move(answer));
  }
  answer = options.db.transaction(
      [&, &asking = artist, &id = upload.id](pqxx::work& tx) { return settle(options, tx, asking, id, found); });
  perform_removals(options);
  if (found.rejection) throw *found.rejection;
  if (!answer) throw no_upload(upload.id);
  return json::response(200, *std::move(answer));
}

http::Response abort_upload(const ContentOptions& options, const http::Request& request) {
  as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    give_up(options, tx, upload_of(tx, artist, request, Lock::row).id);
  });
  perform_removals(options);
  return http::Response{.status = 204};
}

void take_upload(pqxx::work& tx, const Artist& artist, const std::string& upload, std::int64_t print) {
  const auto rows = tx.exec_params(
      "DELETE FROM upload WHERE id = $1 AND artist_id = $2 RETURNING state, file_name, encode(sha256, "
      "'hex'), "
      "content_type, size, width, height, storage_key",
      upload, artist.id);
  if (rows.empty()) {
    reject_used(tx, artist, upload);
    find_upload(tx, artist, upload, Lock::none);  // another artist's is forbidden
    throw Error::bad_field("uploadId", "must be an upload of yours; begin a new one");
  }
  const auto& row = rows[0];
  if (row[0].as<std::string>() != "complete") {
    throw Error(ErrorCode::conflict,
                row[1].as<std::string>() + " has not arrived completely. Complete the upload first.");
  }
  reject_duplicate(tx, artist, row[1].as<std::string>(), row[2].as<std::string>());
  try {
    tx.exec_params0(
        "INSERT INTO image (id, print_id, artist_id, file_name, sha256, content_type, bytes, width, height, "
        "original_key) VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10)",
        upload, print, artist.id, row[1].c_str(), row[2].c_str(), row[3].c_str(), row[4].as<std::int64_t>(),
        row[5].as<std::int64_t>(), row[6].as<std::int64_t>(), row[7].c_str());
  } catch (const pqxx::unique_violation&) {  // the same file came twice at this very moment
    throw Error(ErrorCode::conflict, row[1].as<std::string>() + " is the image of another print already.");
  }
}

void give_up_uploads(const ContentOptions& options, pqxx::work& tx, std::int64_t artist) {
  for (const auto& row : tx.exec_params("SELECT id FROM upload WHERE artist_id = $1 ORDER BY id FOR UPDATE", artist)) {
    give_up(options, tx, row[0].c_str());
  }
}

void remove_old_uploads(const ContentOptions& options) {
  const auto before = sql_time(options.clock() - options.limits.upload_age_max);
  options.db.transaction([&](pqxx::work& tx) {
    for (const auto& row : tx.exec_params("SELECT id FROM upload WHERE created_at < $1 ORDER BY created_at LIMIT 20 "
                                          "FOR UPDATE SKIP LOCKED",
                                          before)) {
      give_up(options, tx, row[0].c_str());
    }
  });
}

}  // namespace copper::content
