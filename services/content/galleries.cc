#include "services/content/galleries.h"

#include "platform/json/query_reader.h"
#include "services/content/actions.h"
#include "services/content/caller.h"
#include "services/content/ordering.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/revision.h"
#include "services/content/texts.h"

namespace copper::content {
namespace {

constexpr TextField kGalleryTexts[] = {
    {.name = "title", .column = "title", .length_max = 200},
    {.name = "description", .column = "description", .length_max = 10000, .lines = true},
};

struct GalleryChange {
  Texts texts;
  std::optional<std::string> status;
  bool has_cover = false;
  std::optional<std::int64_t> cover;
};

GalleryChange read_change(const http::Request& request, const std::string& language) {
  json::ObjectReader in(request);
  GalleryChange change;
  for_each_language(in, in.choice("language", {"en", "da"}).value_or(language),
                    [&](const std::string& code, json::ObjectReader& reader) {
                      read_texts(reader, kGalleryTexts, change.texts[code]);
                    });
  change.status = in.choice("status", {"draft", "published"});
  change.has_cover = in.has("coverPrintId");
  change.cover = in.integer("coverPrintId", {.min = 1});
  in.check();
  return change;
}

void set_cover(pqxx::work& tx, std::int64_t gallery, std::optional<std::int64_t> print) {
  const auto rows = tx.exec_params(
      "UPDATE gallery SET cover_print_id = $2 WHERE id = $1 AND ($2::bigint IS NULL OR EXISTS "
      "(SELECT FROM gallery_print WHERE gallery_id = $1 AND print_id = $2))",
      gallery, print);
  if (rows.affected_rows() == 0) {
    throw Error::bad_field("coverPrintId", "must be a print that hangs in the gallery, or null");
  }
}

void apply(pqxx::work& tx, std::int64_t gallery, const GalleryChange& change) {
  write_texts(tx, Entity::gallery, gallery, kGalleryTexts, change.texts);
  if (change.has_cover) set_cover(tx, gallery, change.cover);
  tx.exec_params(
      "UPDATE gallery SET status = coalesce($2, status), version = version + 1, updated_at = now() WHERE id "
      "= $1",
      gallery, change.status);
}

bool is_published(pqxx::work& tx, std::int64_t gallery) {
  return !tx.exec_params("SELECT FROM gallery WHERE id = $1 AND status = 'published'", gallery).empty();
}

// The gallery with the prints that hang in it.
json::Object detail(const ContentOptions& options, pqxx::work& tx, std::int64_t gallery, const Artist& artist,
                    const std::string& language) {
  const auto row = planned(tx, "artist_galleries", artist.id, gallery, language, 1, 0);
  json::Object item = boost::json::parse(row["items"].c_str()).as_array().at(0).as_object();
  item["prints"] = prints_of_gallery(options, tx, gallery, language, {.limit = kGalleryDetailPrintsMax}).prints;
  return item;
}

std::optional<std::string> language_of(const http::Request& request) {
  json::QueryReader in(request);
  auto language = in.language();
  in.check();
  return language;
}

}  // namespace

http::Response list_galleries(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language();
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto row = planned(tx, "artist_galleries", artist.id, nullptr, language.value_or(artist.language),
                             paging.limit, paging.offset());
    return json_text(200, list_text("galleries", row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
  });
}

http::Response create_gallery(const ContentOptions& options, const http::Request& request) {
  const auto asked = language_of(request);
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto language = asked.value_or(artist.language);
    const auto change = read_change(request, language);
    const auto id =
        tx.exec_params1("INSERT INTO gallery (artist_id, version) VALUES ($1, 0) RETURNING id", artist.id)[0]
            .as<std::int64_t>();
    apply(tx, id, change);
    note_publication(tx, request, artist, Entity::gallery, id, "draft");
    if (is_published(tx, id)) bump_revision(tx);
    http::Response response = versioned(201, detail(options, tx, id, artist, language));
    response.headers.set("Location", "/api/v1/artist/galleries/" + std::to_string(id));
    return response;
  });
}

http::Response get_gallery(const ContentOptions& options, const http::Request& request) {
  const auto asked = language_of(request);
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto id = request.id_parameter("galleryId");
    require_owned(tx, Entity::gallery, id, artist);
    return versioned(200, detail(options, tx, id, artist, asked.value_or(artist.language)));
  });
}

http::Response update_gallery(const ContentOptions& options, const http::Request& request) {
  const auto asked = language_of(request);
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto language = asked.value_or(artist.language);
    const auto id = request.id_parameter("galleryId");
    lock_owned(tx, Entity::gallery, id, artist, request);
    const bool was_published = is_published(tx, id);
    apply(tx, id, read_change(request, language));
    note_publication(tx, request, artist, Entity::gallery, id, was_published ? "published" : "draft");
    const bool published = is_published(tx, id);
    if (was_published || published) bump_revision(tx, published ? Change::edit : Change::withdrawal);
    return versioned(200, detail(options, tx, id, artist, language));
  });
}

http::Response delete_gallery(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto id = request.id_parameter("galleryId");
    lock_owned(tx, Entity::gallery, id, artist, request);
    const bool was_published = is_published(tx, id);
    note_action(tx, request, artist, "gallery_deleted", Entity::gallery, id);
    tx.exec_params0("UPDATE gallery SET cover_print_id = NULL WHERE id = $1", id);
    tx.exec_params0("DELETE FROM gallery WHERE id = $1", id);
    if (was_published) bump_revision(tx, Change::withdrawal);
    return http::Response{.status = 204};
  });
}

}  // namespace copper::content
