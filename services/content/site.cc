#include "services/content/site.h"

#include "platform/audit/audit.h"
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

// No texts, but columns as theirs; null leaves them as they are.
constexpr TextField kWatermark[] = {
    {.name = "watermarkPosition", .column = "watermark_position", .length_max = 0},
    {.name = "watermarkSize", .column = "watermark_size", .length_max = 0},
    {.name = "watermarkOpacity", .column = "watermark_opacity", .length_max = 0},
};

constexpr TextField kSiteTexts[] = {
    {.name = "siteTitle", .column = "site_title", .length_max = 200},
    {.name = "introduction", .column = "introduction", .length_max = 5000, .lines = true},
    {.name = "about", .column = "about", .length_max = 10000, .lines = true},
    {.name = "contact", .column = "contact", .length_max = 5000, .lines = true},
    {.name = "copyright", .column = "copyright", .length_max = 5000, .lines = true},
};

void read_watermark(json::ObjectReader& in, json::Object& columns) {
  const auto position =
      in.choice("watermarkPosition", {"bottom_right", "bottom_left", "top_left", "top_right", "centre"});
  if (position) columns["watermark_position"] = *position;
  const auto size = in.number("watermarkSize", {.min = 1, .max = 10});
  if (size) columns["watermark_size"] = *size;
  const auto opacity = in.integer("watermarkOpacity", {.min = 20, .max = 100});
  if (opacity) columns["watermark_opacity"] = *opacity;
}

http::Response current(pqxx::work& tx) {
  return versioned(200, boost::json::parse(tx.exec1(query("artist_site"))[0].c_str()).as_object());
}

}  // namespace

http::Response get_site(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [](pqxx::work& tx, const Artist&) { return current(tx); });
}

http::Response update_site(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    require_version(request, "site", tx.exec1("SELECT version FROM site FOR UPDATE")[0]);
    json::ObjectReader in(request);
    json::Object plain;
    json::Object watermark;
    Texts texts;
    read_texts(in, kPlain, plain);
    read_watermark(in, watermark);
    for_each_language(in, artist.language, [&](const std::string& language, json::ObjectReader& reader) {
      read_texts(reader, kSiteTexts, texts[language]);
    });
    in.check();
    const auto in_images = [&] { return tx.exec1("SELECT to_jsonb(s) - 'version' FROM site s")[0].as<std::string>(); };
    const auto before = in_images();
    tx.exec("UPDATE site SET version = version + 1");
    update_columns(tx, "site", "true", kPlain, plain);
    update_columns(tx, "site", "true", kWatermark, watermark);
    for (const auto& [language, columns] : texts) {
      update_columns(tx, "site_translation", "language = '" + language + "'", kSiteTexts, columns);
    }
    audit::record(tx, request.client_address, {.kind = "site_changed", .actor = artist.subject, .for_all = true});
    if (in_images() != before) queue_all_jobs(options, tx);
    bump_revision(tx);
    return current(tx);
  });
}

}  // namespace copper::content
