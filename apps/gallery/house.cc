#include "apps/gallery/house.h"

#include <utility>
#include <vector>

#include "apps/gallery/reading.h"
#include "platform/http/url.h"
#include "platform/render/page.h"

std::span<const copper::base::EmbeddedFile> gallery_files();
std::span<const copper::base::EmbeddedFile> gallery_web();

namespace copper::gallery {

namespace json = boost::json;

namespace {

std::vector<base::EmbeddedFile> all_files() {
  std::vector<base::EmbeddedFile> files;
  for (const auto& part : {gallery_files(), gallery_web()}) files.insert(files.end(), part.begin(), part.end());
  return files;
}

json::object texts_of(const i18n::Messages& messages) {
  json::object texts;
  for (const auto& [key, text] : messages.all()) texts[key] = text;
  return texts;
}

std::string language_switch(Language to, std::string_view path) {
  return "/language?to=" + std::string(i18n::code_of(to)) + "&path=" + http::percent_encode(path, "/");
}

json::array navigation(const i18n::Messages& messages, const json::object& site, PageKind current) {
  const auto link = [&](PageKind kind, std::string_view key, PageKind child) {
    return json::object{{"path", path_of(messages.language(), kind)},
                        {"text", messages.text(key)},
                        {"here", current == kind},
                        {"within", current == child && child != kind}};
  };
  json::array links{link(PageKind::galleries, "nav_galleries", PageKind::gallery),
                    link(PageKind::prints, "nav_prints", PageKind::print)};
  if (!text_in(site, "about").empty()) links.push_back(link(PageKind::about, "nav_about", PageKind::about));
  return links;
}

std::string year_of(base::TimePoint time) {
  return base::to_iso8601(time).substr(0, 4);
}

}  // namespace

House::House(std::string site_url, base::Clock clock, const std::filesystem::path& resources_directory)
    : site_url_(std::move(site_url)),
      clock_(std::move(clock)),
      resources_(all_files(), resources_directory.empty() ? resources_directory : resources_directory / "apps/gallery"),
      assets_(resources_, "gallery/"),
      english_(Language::en, resources_.get("locales/en.json")),
      danish_(Language::da, resources_.get("locales/da.json")) {}

std::string House::artist_of(const json::object& site, Language language) const {
  const std::string_view artist = text_in(site, "artistName");
  return std::string(artist.empty() ? std::string_view(messages(language).text("the_artist")) : artist);
}

std::string House::name_of(const json::object& site, Language language) const {
  for (const std::string_view key : {"siteTitle", "artistName"}) {
    if (const std::string_view name = text_in(site, key); !name.empty()) return std::string(name);
  }
  return messages(language).text("site_name");
}

std::string House::render(std::string_view name, const json::object& site, const PageFacts& facts,
                          json::object view) const {
  const i18n::Messages& messages_here = messages(facts.language);
  const Language other = i18n::other(facts.language);
  const std::string site_name = name_of(site, facts.language);
  const std::string& english_path = facts.language == Language::en ? facts.path : facts.other_path;
  const std::string& danish_path = facts.language == Language::da ? facts.path : facts.other_path;
  const auto link = [&](PageKind kind) { return path_of(facts.language, kind); };

  view["t"] = texts_of(messages_here);
  view["lang"] = i18n::code_of(facts.language);
  view["locale"] = facts.language == Language::da ? "da_DK" : "en_GB";
  view["site_name"] = site_name;
  view["artist"] = artist_of(site, facts.language);
  view["page_title"] = facts.title.empty() ? site_name : facts.title + " · " + site_name;
  view["share_title"] = facts.title.empty() ? site_name : facts.title;
  view["description"] = facts.description;
  view["json_ld"] = facts.json_ld;
  view["share_image"] = facts.image;
  view["is_unlisted"] = facts.is_unlisted || facts.is_error;
  view["is_search"] = facts.kind == PageKind::search;
  view["is_home"] = facts.kind == PageKind::home && !facts.is_error;
  if (!facts.is_error) {
    view["canonical"] = site_url_ + facts.path;
    view["alternates"] = json::object{{"en", site_url_ + english_path}, {"da", site_url_ + danish_path}};
  }
  view["previous_page"] = facts.previous_path;
  view["next_page"] = facts.next_path;
  view["navigation"] = navigation(messages_here, site, facts.kind);
  view["links"] = json::object{
      {"home", link(PageKind::home)},
      {"galleries", link(PageKind::galleries)},
      {"prints", link(PageKind::prints)},
      {"terms", link(PageKind::terms)},
      {"privacy", link(PageKind::privacy)},
      {"notice",
       facts.print != 0 ? link(PageKind::notice) + "?print=" + std::to_string(facts.print) : link(PageKind::notice)},
      {"feed", link(PageKind::feed)},
      {"search", link(PageKind::search)},
      {"other_language", language_switch(other, facts.switch_path.empty() ? facts.other_path : facts.switch_path)}};
  view["other_lang"] = i18n::code_of(other);
  view["this_year"] = year_of(clock_());
  view["rights"] = text_view(site, "copyright", messages_here);
  view["asset"] = json::object{{"css", assets_.url("gallery.css")},
                               {"js", assets_.url("gallery.js")},
                               {"icon", assets_.url("icon.svg")},
                               {"roman", assets_.url("fonts/eb-garamond-roman.woff2")},
                               {"italic", assets_.url("fonts/eb-garamond-italic.woff2")}};
  return render::page(resources_, "templates/" + std::string(name) + ".mustache", view);
}

}  // namespace copper::gallery
