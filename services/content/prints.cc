#include "services/content/prints.h"

#include "platform/base/crypto.h"
#include "platform/json/query_reader.h"
#include "services/content/actions.h"
#include "services/content/caller.h"
#include "services/content/image_jobs.h"
#include "services/content/ordering.h"
#include "services/content/presenting.h"
#include "services/content/print_fields.h"
#include "services/content/process_request.h"
#include "services/content/publishing.h"
#include "services/content/queries.h"
#include "services/content/removals.h"
#include "services/content/revision.h"
#include "services/content/uploads.h"

namespace copper::content {
namespace {

using Text = std::optional<std::string>;

struct Filters {
  std::optional<std::int64_t> gallery;
  Text technique;
  std::optional<std::int64_t> year;
  Text plate_type;
  Text paper_type;
  Text status;
  Text image_status;
  Text ids;
  Text original_sha256;
};

Text read_sha256(json::QueryReader& in) {
  auto digits = in.text("originalSha256");
  constexpr std::size_t kDigits = 64;
  if (digits && (digits->size() != kDigits || digits->find_first_not_of("0123456789abcdef") != std::string::npos)) {
    throw Error::bad_field("originalSha256", "must be a SHA-256: 64 hexadecimal digits, 0 to 9 and a to f");
  }
  return digits;
}

Filters read_filters(json::QueryReader& in) {
  return {.gallery = in.integer("galleryId", {.min = 1}),
          .technique = in.text("technique"),
          .year = in.integer("year", {.min = 1400, .max = 2100}),
          .plate_type = in.text("plateType"),
          .paper_type = in.text("paperType"),
          .status = in.choice("status", {"draft", "published"}),
          .image_status = in.choice("imageStatus", {"processing", "completed", "failed", "none"}),
          .ids = in.ids("ids"),
          .original_sha256 = read_sha256(in)};
}

http::Response print_answer(const ContentOptions& options, int status, std::int64_t print, const Artist& artist,
                            const std::string& language) {
  auto prints = options.db.transaction([&](pqxx::work& tx) {
    return present_prints(options, planned(tx, "artist_print", artist.id, language, print)["items"].c_str());
  });
  if (prints.empty()) throw Error(ErrorCode::not_found, "There is no print " + std::to_string(print) + ".");
  return versioned(status, std::move(prints[0].as_object()));
}

// A print of the caller, and the language of the plain texts in this request.
struct Changed {
  std::int64_t print;
  Artist artist;
  std::string language;
};

// Runs change(tx, subject) on the locked print, then brings jobs and storage up to date and answers with the
// print.
template <class F>
http::Response change_print(const ContentOptions& options, const http::Request& request, int status, F&& change) {
  json::QueryReader in(request);
  const auto language = in.language();
  in.check();
  const auto subject = as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const Changed found{request.id_parameter("printId"), artist, language.value_or(artist.language)};
    lock_owned(tx, Entity::print, found.print, artist, request);
    change(tx, found);
    return found;
  });
  settle_publications(options, subject.print);
  perform_removals(options);
  dispatch_due_jobs(options);
  return print_answer(options, status, subject.print, subject.artist, subject.language);
}

std::string read_upload_id(json::ObjectReader& in) {
  const auto upload = in.text("uploadId", {.required = true}).value_or("");
  if (!upload.empty() && !base::is_uuid(upload)) in.fail("uploadId", "must be a UUID");
  return upload;
}

std::string language_of_texts(json::ObjectReader& in, const std::string& otherwise) {
  return in.choice("language", {"en", "da"}).value_or(otherwise);
}

std::int64_t insert_print(pqxx::work& tx, const Artist& artist) {
  return tx.exec_params1("INSERT INTO print (artist_id, version) VALUES ($1, 0) RETURNING id", artist.id)[0]
      .as<std::int64_t>();
}

struct ImageState {
  std::string id;
  std::string state;
};

// The image that is being processed or failed, else the completed one.
std::optional<ImageState> newest_image(pqxx::work& tx, std::int64_t print) {
  const auto rows = tx.exec_params(
      "SELECT id, state FROM image WHERE print_id = $1 ORDER BY state = 'completed', created_at DESC LIMIT 1", print);
  if (rows.empty()) return std::nullopt;
  return ImageState{rows[0][0].as<std::string>(), rows[0][1].as<std::string>()};
}

std::vector<std::string> images_of(pqxx::work& tx, std::int64_t print, const std::string& condition) {
  std::vector<std::string> ids;
  for (const auto& row : tx.exec_params("SELECT id FROM image WHERE print_id = $1 AND " + condition, print)) {
    ids.push_back(row[0].as<std::string>());
  }
  return ids;
}

}  // namespace

http::Response list_prints(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language();
  const auto filters = read_filters(in);
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    if (filters.gallery) require_owned(tx, Entity::gallery, *filters.gallery, artist);
    const auto page =
        tx.exec_params1(query("artist_print_page"), artist.id, filters.gallery, filters.technique, filters.year,
                        filters.plate_type, filters.paper_type, filters.status, filters.image_status, filters.ids,
                        filters.original_sha256, paging.limit, paging.offset());
    const auto total = page["total"].as<std::int64_t>();
    const auto rows = planned(tx, "artist_prints", artist.id, language.value_or(artist.language), page["ids"].c_str());
    return json::response(200, {{"prints", present_prints(options, rows["items"].c_str())},
                                {"totalCount", total},
                                {"currentPage", paging.page},
                                {"totalPages", paging.pages(total)}});
  });
}

http::Response create_print(const ContentOptions& options, const http::Request& request) {
  json::QueryReader query_in(request);
  const auto asked = query_in.language();
  query_in.check();
  const auto subject = as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    json::ObjectReader in(request);
    const auto language = language_of_texts(in, asked.value_or(artist.language));
    const auto upload = read_upload_id(in);
    const auto change = read_print_change(in, language);
    in.check();
    const Changed made{insert_print(tx, artist), artist, language};
    write_print_change(tx, made.print, artist, change);
    note_publication(tx, request, artist, Entity::print, made.print, "draft");
    take_upload(tx, artist, upload, made.print);
    queue_job(options, tx, upload);
    return made;
  });
  dispatch_due_jobs(options);
  auto response = print_answer(options, 202, subject.print, subject.artist, subject.language);
  response.headers.set("Location", "/api/v1/artist/prints/" + std::to_string(subject.print));
  return response;
}

http::Response get_print(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto language = in.language();
  in.check();
  const auto print = request.id_parameter("printId");
  const auto artist = as_artist(options, request, [&](pqxx::work& tx, const Artist& caller) {
    require_owned(tx, Entity::print, print, caller);
    return caller;
  });
  return print_answer(options, 200, print, artist, language.value_or(artist.language));
}

http::Response update_print(const ContentOptions& options, const http::Request& request) {
  return change_print(options, request, 200, [&](pqxx::work& tx, const Changed& subject) {
    json::ObjectReader in(request);
    const auto change = read_print_change(in, language_of_texts(in, subject.language));
    in.check();
    const auto image = newest_image(tx, subject.print);
    const auto inputs = image ? image_inputs(tx, image->id) : "";
    const bool was_visible = is_visible(tx, subject.print);
    const auto status = status_of(tx, Entity::print, subject.print);
    write_print_change(tx, subject.print, subject.artist, change);
    note_publication(tx, request, subject.artist, Entity::print, subject.print, status);
    if (image && image->state != "failed" && image_inputs(tx, image->id) != inputs) queue_job(options, tx, image->id);
    update_publication(options, tx, subject.print);
    if (was_visible) bump_revision(tx, is_visible(tx, subject.print) ? Change::edit : Change::withdrawal);
  });
}

void hide_print(const ContentOptions& options, pqxx::work& tx, std::int64_t print) {
  const bool was_visible = is_visible(tx, print);
  tx.exec_params(query("update_print"), print, R"({"status": "draft"})");
  update_publication(options, tx, print);
  if (was_visible) bump_revision(tx, Change::withdrawal);
}

http::Response delete_print(const ContentOptions& options, const http::Request& request) {
  as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto print = request.id_parameter("printId");
    lock_owned(tx, Entity::print, print, artist, request);
    tx.exec_params("SELECT FROM print WHERE id = $1 FOR UPDATE", print);  // nobody hangs it from here on
    const bool was_visible = is_visible(tx, print);
    note_action(tx, request, artist, "print_deleted", Entity::print, print);
    const bool is_seen = take_down_everywhere(tx, print);
    tx.exec_params("UPDATE print SET image_id = NULL, public_image_id = NULL WHERE id = $1", print);
    remove_images(options, tx, images_of(tx, print, "true"));
    tx.exec_params("DELETE FROM print WHERE id = $1", print);
    if (was_visible || is_seen) bump_revision(tx, was_visible ? Change::withdrawal : Change::edit);
  });
  perform_removals(options);
  return {.status = 204};
}

http::Response replace_image(const ContentOptions& options, const http::Request& request) {
  return change_print(options, request, 202, [&](pqxx::work& tx, const Changed& subject) {
    json::ObjectReader in(request);
    const auto upload = read_upload_id(in);
    in.check();
    const auto newest = newest_image(tx, subject.print);
    if (newest && newest->id == upload) return;  // asked for twice, perhaps at once: done already
    remove_images(options, tx, images_of(tx, subject.print, "state <> 'completed'"));
    take_upload(tx, subject.artist, upload, subject.print);
    queue_job(options, tx, upload);
    note_action(tx, request, subject.artist, "image_replaced", Entity::print, subject.print);
  });
}

http::Response retry_image(const ContentOptions& options, const http::Request& request) {
  return change_print(options, request, 202, [&](pqxx::work& tx, const Changed& subject) {
    const auto image = newest_image(tx, subject.print);
    if (!image) throw Error(ErrorCode::conflict, "This print has no image yet. Upload one.");
    if (image->state == "processing") {
      throw Error(ErrorCode::conflict, "The image is being processed. Wait until that is done or has failed.");
    }
    queue_job(options, tx, image->id);
  });
}

}  // namespace copper::content
