#include "services/content/site.h"

#include "services/content/caller.h"
#include "services/content/image_jobs.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/revision.h"
#include "services/content/texts.h"

namespace copper::content {
namespace {

constexpr TextField kPlain[] = {
    {.name = "artistName", .column = "artist_name", .length_max = 200},
    {.name = "watermarkText", .column = "watermark_text", .length_max = 100},
};

constexpr TextField kTexts[] = {
    {.name = "siteTitle", .column = "site_title", .length_max = 200},
    {.name = "introduction", .column = "introduction", .length_max = 5000, .lines = true},
    {.name = "about", .column = "about", .length_max = 10000, .lines = true},
    {.name = "contact", .column = "contact", .length_max = 5000, .lines = true},
    {.name = "copyright", .column = "copyright", .length_max = 5000, .lines = true},
};

http::Response current(pqxx::work& tx) {
  return json_text(200, tx.exec1(query("artist_site"))[0].c_str());
}

}  // namespace

http::Response get_site(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [](pqxx::work& tx, const Artist&) { return current(tx); });
}

http::Response update_site(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    json::ObjectReader in(request);
    json::Object plain;
    Texts texts;
    read_texts(in, kPlain, plain);
    for_each_language(in, artist.language, [&](const std::string& language, json::ObjectReader& reader) {
      read_texts(reader, kTexts, texts[language]);
    });
    in.check();
    const auto image_texts = [&] {
      return tx.exec1("SELECT row_to_json(s) FROM (SELECT artist_name, watermark_text FROM site) s")[0]
          .as<std::string>();
    };
    const auto before = image_texts();
    update_columns(tx, "site", "true", kPlain, plain);
    for (const auto& [language, columns] : texts) {
      update_columns(tx, "site_translation", "language = '" + language + "'", kTexts, columns);
    }
    if (image_texts() != before) queue_all_jobs(options, tx);
    bump_revision(tx);
    return current(tx);
  });
}

}  // namespace copper::content
