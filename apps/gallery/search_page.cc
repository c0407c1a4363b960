#include "apps/gallery/search_page.h"

#include <array>
#include <string>
#include <utility>

#include "apps/gallery/inquiry.h"
#include "apps/gallery/labels.h"
#include "apps/gallery/narrowing.h"
#include "apps/gallery/pages.h"
#include "apps/gallery/reading.h"
#include "apps/gallery/wall.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::gallery {

namespace json = boost::json;
using i18n::Messages;

namespace {

constexpr std::string_view kHitsPerPage = "24";
constexpr std::string_view kGalleriesShown = "6";

// Found in one of these, a print says where; the description needs no name.
struct Place {
  std::string_view field;
  std::string_view name;  // the key of its text
};
constexpr std::array<Place, 15> kPlaces = {{
    {"description", ""},
    {"statement", "statement"},
    {"subject", "detail_subject"},
    {"tags", "detail_tags"},
    {"medium", "detail_medium"},
    {"plateType", "detail_plate_type"},
    {"paperType", "detail_paper"},
    {"inkType", "detail_ink"},
    {"printingPress", "detail_press"},
    {"styleMovement", "detail_style"},
    {"artistName", "detail_artist"},
    {"provenance", "detail_provenance"},
    {"exhibitionHistory", "detail_exhibitions"},
    {"purchaseInfo", "detail_purchase"},
    {"copyright", "detail_copyright"},
}};

struct SearchDesk {
  SearchDesk(const House& the_house, ApiSession& the_api, Language language)
      : house(the_house),
        api(the_api),
        messages(the_house.messages(language)),
        site(the_api.get_kept("/site?" + language_query(language))) {}

  const House& house;
  ApiSession& api;
  const Messages& messages;
  Answer site;

  std::string target(std::string_view path, const Inquiry& inquiry, std::string_view limit) const {
    const std::string query = inquiry.query();
    return std::string(path) + "?limit=" + std::string(limit) + '&' + language_query(messages.language()) +
           (query.empty() ? "" : "&" + query);
  }

  http::Response page(const Inquiry& inquiry, json::object view, std::int64_t pages = 1) const {
    const auto numbered = [&](std::int64_t page) {
      Inquiry there = inquiry;
      there.page = page;
      return path_to(messages.language(), there);
    };
    PageFacts facts;
    facts.language = messages.language();
    facts.kind = PageKind::search;
    facts.path = path_to(facts.language, inquiry);
    facts.other_path = path_to(i18n::other(facts.language), inquiry);
    facts.title = inquiry.words.empty()
                      ? messages.text("search_title")
                      : messages.format("search_title_words", {{"words", summary_of(inquiry.words, 80)}});
    facts.is_unlisted = !inquiry.empty();
    if (inquiry.page > 1) facts.previous_path = numbered(inquiry.page - 1);
    if (inquiry.page < pages) facts.next_path = numbered(inquiry.page + 1);
    view["words"] = inquiry.words;
    http::Response response = html_response(house.render("search", *site, facts, std::move(view)), facts.language);
    if (!inquiry.empty()) response.headers.set("Cache-Control", "private, no-cache");
    return response;
  }
};

// What the API answers, or would have.
http::Response asked(ApiSession& api, const std::string& target, const std::string& client_address) {
  try {
    return api.ask(target, client_address);
  } catch (const Error& error) {
    log::warning("the search does not answer", {{"detail", error.internal_detail()}});
    return http::error_response(error);
  }
}

json::object body_in(const http::Response& answer) {
  boost::system::error_code failure;
  json::value body = json::parse(answer.body.text(), failure);
  return !failure && body.is_object() ? std::move(body.get_object()) : json::object();
}

// Everything there is, counted by every field. Everybody is shown the same, so that it is asked for once in a while.
Answer whole_collection(const SearchDesk& desk) {
  return desk.api.get_kept(desk.target("/search/prints", {}, "1"));
}

// The highlight of a field as HTML; empty unless it is text in which the only elements are <mark>…</mark>.
std::string_view highlight_in(const json::object& hit, std::string_view field) {
  const json::array& fragments = list_in(object_in(hit, "highlights"), field);
  if (fragments.empty() || !fragments[0].is_string()) return {};
  const std::string_view html = fragments[0].get_string();
  bool inside = false;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (!html.substr(at).starts_with(inside ? "</mark>" : "<mark>")) return {};
    inside = !inside;
  }
  return inside ? std::string_view() : html;
}

std::string unmarked(std::string_view html) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kMeanings = {{{"<mark>", ""},
                                                                                       {"</mark>", ""},
                                                                                       {"&lt;", "<"},
                                                                                       {"&gt;", ">"},
                                                                                       {"&quot;", "\""},
                                                                                       {"&#39;", "'"},
                                                                                       {"&amp;", "&"}}};
  std::string text;
  while (!html.empty()) {
    std::size_t length = 1;
    std::string_view meaning = html.substr(0, 1);
    for (const auto& [written, meant] : kMeanings) {
      if (!html.starts_with(written)) continue;
      length = written.size();
      meaning = meant;
    }
    text += meaning;
    html.remove_prefix(length);
  }
  return text;
}

// The highlight that is the whole text the page shows: not one in the other language, and no part of it.
json::value marked(const json::object& hit, std::string_view field) {
  const std::string_view html = highlight_in(hit, field);
  return !html.empty() && unmarked(html) == text_in(hit, field) ? json::value(html) : json::value();
}

json::value snippet_of(const json::object& hit, const Messages& messages) {
  for (const auto& [field, name] : kPlaces) {
    const std::string_view html = highlight_in(hit, field);
    if (html.empty()) continue;
    return json::object{{"html", html}, {"place", name.empty() ? json::value() : json::value(messages.text(name))}};
  }
  return nullptr;
}

json::value hits_view(const SearchDesk& desk, const json::array& hits) {
  const std::string artist = desk.house.artist_of(*desk.site, desk.messages.language());
  json::array views;
  for (const json::value& value : hits) {
    if (!value.is_object()) continue;
    const json::object& hit = value.get_object();
    json::object view = label_of(hit, artist, desk.messages);
    view["path"] =
        path_of(desk.messages.language(), PageKind::print, integer_in(hit, "id"), title_of(hit, desk.messages));
    view["marked_title"] = marked(hit, "title");
    view["marked_technique"] = marked(hit, "technique");
    const bool is_explained = !view["marked_title"].is_null() || !view["marked_technique"].is_null();
    view["snippet"] = is_explained ? json::value() : snippet_of(hit, desk.messages);
    views.push_back(std::move(view));
  }
  if (views.empty()) return nullptr;
  json::object filler = hang(views, true);
  return json::object{{"prints", std::move(views)}, {"filler", std::move(filler)}};
}

// Galleries of that name, beside the first page of prints.
json::value galleries_view(const SearchDesk& desk, const Inquiry& inquiry, const std::string& client_address) {
  if (inquiry.words.empty() || !inquiry.filters.empty() || inquiry.page != 1) return nullptr;
  Inquiry words;
  words.words = inquiry.words;
  const http::Response answer =
      asked(desk.api, desk.target("/search/galleries", words, kGalleriesShown) + "&facets=none", client_address);
  const json::object found = body_in(answer);
  json::array views;
  for (const json::value& value : list_in(found, "hits")) {
    if (!value.is_object()) continue;
    const json::object& hit = value.get_object();
    views.push_back(json::object{{"title", title_view(hit, desk.messages)},
                                 {"path", path_of(desk.messages.language(), PageKind::gallery, integer_in(hit, "id"),
                                                  title_of(hit, desk.messages))}});
  }
  return views.empty() ? json::value() : json::value(json::object{{"rooms", std::move(views)}});
}

json::array orders_of(const Inquiry& inquiry, const Messages& messages) {
  json::array orders;
  const auto add = [&](std::string_view sort, const std::string& text) {
    Inquiry sorted = inquiry;
    sorted.sort = sort;
    sorted.page = 1;
    orders.push_back(
        json::object{{"text", text}, {"path", path_to(messages.language(), sorted)}, {"here", inquiry.sort == sort}});
  };
  add("", messages.text(inquiry.words.empty() ? "search_sort_newest" : "search_sort_relevance"));
  for (const SearchOrder& order : search_orders()) add(order.sort, messages.text(order.name));
  return orders;
}

http::Response nothing_found(const SearchDesk& desk, const Inquiry& inquiry, json::object view) {
  const Messages& messages = desk.messages;
  const Answer all = whole_collection(desk);
  view["nothing"] = inquiry.words.empty() ? messages.text("search_nothing")
                                          : messages.format("search_nothing_words", {{"words", inquiry.words}});
  view["index"] = narrowing_of(list_in(*all, "facets"), integer_in(*all, "totalHits"), {}, messages);
  return desk.page(inquiry, std::move(view));
}

http::Response refused(const SearchDesk& desk, const Inquiry& inquiry, const http::Response& answer) {
  const int status = answer.status == 400 || answer.status == 429 ? answer.status : 503;
  http::Response response =
      desk.page(inquiry, {{"trouble", desk.messages.text("search_error_" + std::to_string(status))}});
  response.status = status;
  response.headers.set("Cache-Control", "no-store");
  const std::string_view wait = answer.headers.get("Retry-After");
  if (status != 400) response.headers.set("Retry-After", wait.empty() ? "10" : wait);
  return response;
}

}  // namespace

http::Response search_index(const House& house, ApiSession& api, Language language) {
  const SearchDesk desk(house, api, language);
  const Answer all = whole_collection(desk);
  return desk.page(
      {}, {{"hint", desk.messages.text("search_hint")},
           {"index", narrowing_of(list_in(*all, "facets"), integer_in(*all, "totalHits"), {}, desk.messages)}});
}

http::Response search_page(const House& house, ApiSession& api, Language language, const http::Request& request) {
  const Inquiry inquiry = Inquiry::read(request.query());
  if (inquiry.page == 0) throw Error(ErrorCode::not_found, "There is no such page.");
  const SearchDesk desk(house, api, language);
  const http::Response answer =
      asked(api, desk.target("/search/prints", inquiry, kHitsPerPage), request.client_address);
  const json::object found = body_in(answer);
  if (answer.status != 200 || !found.contains("hits")) return refused(desk, inquiry, answer);

  const std::int64_t total = integer_in(found, "totalHits");
  const json::array& facets = list_in(found, "facets");
  if (total > 0 && list_in(found, "hits").empty()) throw Error(ErrorCode::not_found, "There is no such page.");
  json::object view{{"galleries", galleries_view(desk, inquiry, request.client_address)}};
  if (json::array chosen = chosen_of(facets, inquiry, desk.messages); !chosen.empty()) {
    Inquiry words;
    words.words = inquiry.words;
    view["chosen"] = json::object{{"filters", std::move(chosen)}, {"clear", path_to(language, words)}};
  }
  if (total == 0) return nothing_found(desk, inquiry, std::move(view));
  if (text_in(found, "matched") == "some") view["hint"] = desk.messages.text("search_partial");
  const std::int64_t pages = integer_in(found, "totalPages");
  if (pages > 1) view["part"] = desk.messages.format("page_of", {{"page", inquiry.page}, {"pages", pages}});
  view["count"] = desk.messages.format("print_count", {{"count", total}});
  view["narrow"] = narrowing_of(facets, total, inquiry, desk.messages);
  if (total > 1) view["orders"] = json::object{{"links", orders_of(inquiry, desk.messages)}};
  view["wall"] = hits_view(desk, list_in(found, "hits"));
  return desk.page(inquiry, std::move(view), pages);
}

http::Response suggestions(ApiSession& api, const http::Request& request) {
  const http::Query query = request.query();
  const http::Response answer = asked(api,
                                      "/search/suggest?language=" + http::percent_encode(query.get("language")) +
                                          "&q=" + http::percent_encode(query.get("q")),
                                      request.client_address);
  http::Response response = http::text_response(answer.status, answer.body.text(), "application/json");
  response.headers.set("Cache-Control", answer.status == 200 ? "private, max-age=60" : "no-store");
  return response;
}

}  // namespace copper::gallery
