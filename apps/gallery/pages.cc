#include "apps/gallery/pages.h"

#include <optional>
#include <string>
#include <utility>

#include "apps/gallery/discovery.h"
#include "apps/gallery/images.h"
#include "apps/gallery/labels.h"
#include "apps/gallery/reading.h"
#include "apps/gallery/search_page.h"
#include "apps/gallery/wall.h"
#include "platform/base/error.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

constexpr std::int64_t kPerWall = 48;  // prints, or galleries
constexpr std::int64_t kGalleriesOnHome = 4;
constexpr std::int64_t kPrintsOnHome = 8;

// Fresh for a moment at a CDN, checked again by browsers; kept in service when nothing answers.
constexpr std::string_view kPageCaching = "public, max-age=0, s-maxage=5, stale-if-error=86400";

// What every page needs before it can begin.
struct Desk {
  const House& house;
  ApiSession& api;
  const PageRef& ref;
  Answer site;
  std::string artist;

  const i18n::Messages& messages() const { return house.messages(ref.language); }
  PageFacts facts() const {
    PageFacts facts;
    facts.language = ref.language;
    facts.kind = ref.kind;
    facts.path = path_of(ref.language, ref.kind);
    facts.other_path = path_of(i18n::other(ref.language), ref.kind);
    return facts;
  }
  http::Response page(std::string_view name, const PageFacts& facts, json::object view) const {
    return html_response(house.render(name, *site, facts, std::move(view)), ref.language);
  }
};

json::array labels(const Desk& desk, const json::array& prints, std::int64_t gallery_id) {
  json::array views;
  for (const json::value& value : prints) {
    if (!value.is_object()) continue;
    const json::object& print = value.get_object();
    json::object view = label_of(print, desk.artist, desk.messages());
    std::string path =
        path_of(desk.ref.language, PageKind::print, integer_in(print, "id"), title_of(print, desk.messages()));
    if (gallery_id != 0) path += "?gallery=" + std::to_string(gallery_id);
    view["path"] = path;
    views.push_back(std::move(view));
  }
  return views;
}

json::value wall(json::array prints, bool eager) {
  if (prints.empty()) return nullptr;
  json::object filler = hang(prints, eager);
  return json::object{{"prints", std::move(prints)}, {"filler", std::move(filler)}};
}

// Galleries as they hang on the home page and in the list: the cover, the title, how many prints.
json::value rooms(const Desk& desk, const json::array& galleries, int heading_level, bool eager) {
  json::array views;
  for (const json::value& value : galleries) {
    if (!value.is_object()) continue;
    const json::object& gallery = value.get_object();
    const std::string_view title = title_of(gallery, desk.messages());
    const json::object& cover = object_in(gallery, "cover");
    views.push_back(
        json::object{{"title", title_view(gallery, desk.messages())},
                     {"count", desk.messages().format("print_count", {{"count", integer_in(gallery, "printCount")}})},
                     {"path", path_of(desk.ref.language, PageKind::gallery, integer_in(gallery, "id"), title)},
                     {"alt", title_of(cover, desk.messages())},
                     {"copyright", copyright_of(cover, desk.artist)},
                     {"image", image_view(cover)}});
  }
  if (views.empty()) return nullptr;
  json::object filler = hang(views, eager);
  return json::object{{"galleries", std::move(views)}, {"filler", std::move(filler)}, {"level", heading_level}};
}

json::value image_of_first(const json::array& prints) {
  for (const json::value& value : prints) {
    if (!value.is_object()) continue;
    const json::value image = image_view(value.get_object());
    if (!image.is_null()) return image.get_object().at("middle");
  }
  return nullptr;
}

http::Response home(const Desk& desk) {
  const std::string language = language_query(desk.ref.language);
  const auto galleries = desk.api.get("/galleries?limit=" + std::to_string(kGalleriesOnHome) + '&' + language);
  const auto newest = desk.api.get("/prints?limit=" + std::to_string(kPrintsOnHome) + '&' + language);

  json::array prints = labels(desk, list_in(newest, "prints"), 0);
  json::value opening;
  if (!prints.empty()) {
    opening = prints.front();
    prints.erase(prints.begin());
  }
  PageFacts facts = desk.facts();
  facts.description = summary_of(text_in(*desk.site, "introduction"));
  facts.image = image_of_first(list_in(newest, "prints"));
  return desk.page("home", facts,
                   {{"introduction", text_view(*desk.site, "introduction", desk.messages())},
                    {"opening", std::move(opening)},
                    {"rooms", rooms(desk, list_in(galleries, "galleries"), 3, false)},
                    {"more_galleries", integer_in(galleries, "totalCount") > kGalleriesOnHome},
                    {"wall", wall(std::move(prints), false)}});
}

// Which part of a long wall this is; Error not_found beyond its end.
struct Part {
  std::int64_t page;
  std::int64_t pages;
};

Part part_of(std::int64_t page, std::int64_t total) {
  const std::int64_t pages = std::max<std::int64_t>(1, (total + kPerWall - 1) / kPerWall);
  if (page > pages) throw Error(ErrorCode::not_found, "There is no such page.");
  return {page, pages};
}

std::string numbered(const std::string& path, std::int64_t page) {
  return page <= 1 ? path : path + "?page=" + std::to_string(page);
}

void describe_part(const Part& part, const i18n::Messages& messages, PageFacts& facts, json::object& view) {
  const std::string path = facts.path;
  if (part.page > 1) facts.previous_path = numbered(path, part.page - 1);
  if (part.page < part.pages) facts.next_path = numbered(path, part.page + 1);
  facts.path = numbered(path, part.page);
  facts.other_path = numbered(facts.other_path, part.page);
  if (part.pages == 1) return;
  view["part"] = messages.format("page_of", {{"page", part.page}, {"pages", part.pages}});
  if (part.page > 1) facts.title += ", " + std::string(view["part"].get_string());
}

std::string wall_query(const Desk& desk, std::int64_t page) {
  return "?limit=" + std::to_string(kPerWall) + "&page=" + std::to_string(page) + '&' +
         language_query(desk.ref.language);
}

http::Response gallery_list(const Desk& desk) {
  const auto galleries = desk.api.get("/galleries" + wall_query(desk, desk.ref.page));
  const Part part = part_of(desk.ref.page, integer_in(galleries, "totalCount"));
  PageFacts facts = desk.facts();
  facts.title = desk.messages().text("nav_galleries");
  json::object view{{"heading", facts.title}, {"rooms", rooms(desk, list_in(galleries, "galleries"), 2, true)}};
  describe_part(part, desk.messages(), facts, view);
  return desk.page("galleries", facts, std::move(view));
}

http::Response print_list(const Desk& desk) {
  const auto prints = desk.api.get("/prints" + wall_query(desk, desk.ref.page));
  const Part part = part_of(desk.ref.page, integer_in(prints, "totalCount"));
  PageFacts facts = desk.facts();
  facts.title = desk.messages().text("nav_prints");
  facts.image = image_of_first(list_in(prints, "prints"));
  json::object view{{"heading", facts.title},
                    {"count", desk.messages().format("print_count", {{"count", integer_in(prints, "totalCount")}})},
                    {"wall", wall(labels(desk, list_in(prints, "prints"), 0), true)}};
  describe_part(part, desk.messages(), facts, view);
  return desk.page("prints", facts, std::move(view));
}

http::Response gallery(const Desk& desk, std::string_view path) {
  const Language other = i18n::other(desk.ref.language);
  const std::string target = "/galleries/" + std::to_string(desk.ref.id);
  const Answer gallery = desk.api.get_kept(target + '?' + language_query(desk.ref.language));
  const std::string_view title = title_of(*gallery, desk.messages());

  PageFacts facts = desk.facts();
  facts.path = path_of(desk.ref.language, PageKind::gallery, desk.ref.id, title);
  if (path != facts.path) return moved_to(numbered(facts.path, desk.ref.page));
  const std::int64_t total = integer_in(*gallery, "printCount");
  const Part part = part_of(desk.ref.page, total);
  const bool all_here = total <= kPerWall;
  const json::object rest = all_here ? json::object() : desk.api.get(target + "/prints" + wall_query(desk, part.page));
  const json::array& prints = list_in(all_here ? *gallery : rest, "prints");

  const Answer elsewhere = desk.api.get_kept(target + '?' + language_query(other));
  facts.other_path = path_of(other, PageKind::gallery, desk.ref.id, title_of(*elsewhere, desk.house.messages(other)));
  facts.title = title;
  facts.description = summary_of(text_in(*gallery, "description"));
  facts.image = image_of_first(prints);
  json::object view{{"title", title_view(*gallery, desk.messages())},
                    {"text", text_view(*gallery, "description", desk.messages())},
                    {"count", desk.messages().format("print_count", {{"count", total}})},
                    {"wall", wall(labels(desk, prints, desk.ref.id), true)}};
  describe_part(part, desk.messages(), facts, view);
  return desk.page("gallery", facts, std::move(view));
}

http::Response about(const Desk& desk) {
  const json::value text = text_view(*desk.site, "about", desk.messages());
  if (text.is_null()) throw Error(ErrorCode::not_found, "There is no such page.");
  PageFacts facts = desk.facts();
  facts.title = desk.messages().text("nav_about");
  facts.description = summary_of(text_in(*desk.site, "about"));
  return desk.page(
      "about", facts,
      {{"heading", facts.title}, {"text", text}, {"contact", text_view(*desk.site, "contact", desk.messages())}});
}

// The legal pages are written in each language on their own, so each language has its own template.
http::Response legal(const Desk& desk, std::string_view name) {
  PageFacts facts = desk.facts();
  facts.title = desk.messages().text(std::string(name) + "_title");
  return desk.page(std::string(name) + '.' + std::string(i18n::code_of(desk.ref.language)), facts,
                   {{"heading", facts.title}, {"contact", text_view(*desk.site, "contact", desk.messages())}});
}

}  // namespace

std::string language_query(Language language) {
  return "language=" + std::string(i18n::code_of(language));
}

http::Response html_response(std::string html, Language language) {
  http::Response response = http::text_response(200, std::move(html), "text/html; charset=utf-8");
  response.headers.set("Content-Language", i18n::code_of(language));
  response.headers.set("Cache-Control", kPageCaching);
  return response;
}

http::Response moved_to(const std::string& path) {
  http::Response response = http::redirect(301, path);
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

http::Response page_for(const House& house, ApiSession& api, const PageRef& ref, std::string_view path) {
  Desk desk{house, api, ref, api.get_kept("/site?" + language_query(ref.language)), {}};
  desk.artist = house.artist_of(*desk.site, ref.language);
  switch (ref.kind) {
    case PageKind::home: return home(desk);
    case PageKind::galleries: return gallery_list(desk);
    case PageKind::gallery: return gallery(desk, path);
    case PageKind::prints: return print_list(desk);
    case PageKind::print: return print_page(house, api, ref, path);
    case PageKind::about: return about(desk);
    case PageKind::terms: return legal(desk, "terms");
    case PageKind::privacy: return legal(desk, "privacy");
    case PageKind::notice: break;  // never kept, so it has routes of its own (notice_page.h)
    case PageKind::feed: return feed(house, api, ref.language);
    case PageKind::search: return search_index(house, api, ref.language);
  }
  throw Error(ErrorCode::not_found, "There is no such page.");
}

http::Response error_page(const House& house, const json::object& site, Language language, int status) {
  const i18n::Messages& messages = house.messages(language);
  const std::string kind = status == 404 || status == 503 ? std::to_string(status) : "500";
  PageFacts facts;
  facts.language = language;
  facts.path = path_of(language, PageKind::home);
  facts.other_path = path_of(i18n::other(language), PageKind::home);
  facts.title = messages.text("error_" + kind + "_title");
  facts.is_error = true;
  http::Response response = html_response(
      house.render("error", site, facts, {{"heading", facts.title}, {"text", messages.text("error_" + kind)}}),
      language);
  response.status = status;
  response.headers.set("Cache-Control", "no-store");
  if (status == 503) response.headers.set("Retry-After", "10");
  return response;
}

}  // namespace copper::gallery
