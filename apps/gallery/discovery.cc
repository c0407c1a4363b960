#include "apps/gallery/discovery.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "apps/gallery/images.h"
#include "apps/gallery/labels.h"
#include "apps/gallery/pages.h"
#include "apps/gallery/reading.h"
#include "platform/base/error.h"

namespace copper::gallery {

namespace json = boost::json;

namespace {

constexpr std::int64_t kPrintsPerSitemap = 1000;
constexpr std::int64_t kPrintsInFeed = 20;
constexpr std::int64_t kApiPage = 100;

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '&': escaped += "&amp;"; break;
      case '"': escaped += "&quot;"; break;
      default:
        // XML 1.0 has no other control characters.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') escaped += c;
    }
  }
  return escaped;
}

std::string element(std::string_view name, std::string_view text) {
  return '<' + std::string(name) + '>' + xml_escaped(text) + "</" + std::string(name) + ">\n";
}

http::Response xml_response(std::string body, std::string_view type) {
  http::Response response = http::text_response(200,
                                                R"(<?xml version="1.0" encoding="utf-8"?>)"
                                                "\n" +
                                                    std::move(body),
                                                type);
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

// One page in both languages: an entry for each, each naming both.
class SitemapWriter {
 public:
  explicit SitemapWriter(const std::string& site_url) : site_url_(site_url) {}

  void add(const std::string& english, const std::string& danish, std::string_view changed = {}) {
    for (const std::string& path : {english, danish}) {
      body_ += "<url>" + element("loc", site_url_ + path);
      alternate("en", english);
      alternate("da", danish);
      if (!changed.empty()) body_ += element("lastmod", changed);
      body_ += "</url>\n";
    }
  }

  std::string finish() && {
    return R"(<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">)"
           "\n" +
           body_ + "</urlset>\n";
  }

 private:
  void alternate(std::string_view language, const std::string& path) {
    body_ += R"(<xhtml:link rel="alternate" hreflang=")" + std::string(language) + R"(" href=")" +
             xml_escaped(site_url_ + path) + "\"/>\n";
  }

  const std::string& site_url_;
  std::string body_;
};

// One page of an API list in both languages, each item with its title in both. An item that is missing from
// the second answer (it went while we asked) is left out.
struct Pair {
  std::int64_t id;
  std::string english;
  std::string danish;
  std::string changed;
};

struct Titles {
  std::vector<Pair> pairs;
  bool last;  // no page of the list follows
};

Titles titles(const House& house, ApiSession& api, const std::string& list, std::int64_t page) {
  std::map<std::int64_t, std::string> danish;
  Titles result{{}, true};
  const std::string target = '/' + list + "?limit=" + std::to_string(kApiPage) + "&page=" + std::to_string(page) + '&';
  const auto each = [&](Language language, const auto& use) {
    const json::object answer = api.get(target + language_query(language));
    result.last = integer_in(answer, "totalPages") <= page;
    for (const json::value& item : list_in(answer, list)) {
      if (item.is_object()) use(item.get_object(), std::string(title_of(item.get_object(), house.messages(language))));
    }
  };
  each(Language::da,
       [&](const json::object& item, std::string title) { danish[integer_in(item, "id")] = std::move(title); });
  each(Language::en, [&](const json::object& item, std::string title) {
    const auto found = danish.find(integer_in(item, "id"));
    if (found == danish.end()) return;
    result.pairs.push_back({found->first, std::move(title), found->second, std::string(text_in(item, "updatedAt"))});
  });
  return result;
}

void add_pairs(SitemapWriter& writer, PageKind kind, const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    writer.add(path_of(Language::en, kind, pair.id, pair.english), path_of(Language::da, kind, pair.id, pair.danish),
               pair.changed);
  }
}

void add_standing_pages(const House& house, ApiSession& api, SitemapWriter& writer) {
  constexpr std::array<PageKind, 6> kStanding = {PageKind::home,  PageKind::galleries, PageKind::prints,
                                                 PageKind::terms, PageKind::privacy,   PageKind::notice};
  for (const PageKind kind : kStanding) writer.add(path_of(Language::en, kind), path_of(Language::da, kind));
  if (!text_in(*api.get_kept("/site?language=en"), "about").empty()) {
    writer.add(path_of(Language::en, PageKind::about), path_of(Language::da, PageKind::about));
  }
  for (std::int64_t page = 1;; ++page) {
    const Titles found = titles(house, api, "galleries", page);
    add_pairs(writer, PageKind::gallery, found.pairs);
    if (found.last) return;
  }
}

void add_prints(const House& house, ApiSession& api, SitemapWriter& writer, std::int64_t part) {
  constexpr std::int64_t kPagesPerPart = kPrintsPerSitemap / kApiPage;
  for (std::int64_t page = (part - 1) * kPagesPerPart + 1; page <= part * kPagesPerPart; ++page) {
    const Titles found = titles(house, api, "prints", page);
    add_pairs(writer, PageKind::print, found.pairs);
    if (found.last) return;
  }
}

std::string sitemap_index(const std::string& site_url, std::int64_t parts) {
  std::string body = R"(<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">)"
                     "\n";
  for (std::int64_t part = 1; part <= parts; ++part) {
    body += "<sitemap>" + element("loc", site_url + "/sitemap-" + std::to_string(part) + ".xml") + "</sitemap>\n";
  }
  return body + "</sitemapindex>\n";
}

std::string feed_entry(const House& house, const json::object& print, std::string_view artist, Language language) {
  const i18n::Messages& messages = house.messages(language);
  const std::string_view title = title_of(print, messages);
  const std::string url = house.site_url() + path_of(language, PageKind::print, integer_in(print, "id"), title);
  const json::object label = label_of(print, artist, messages);
  std::string line;
  for (const std::string_view part : {"technique", "size", "edition"}) {
    const std::string_view text = text_in(label, part);
    if (!text.empty()) line += (line.empty() ? "" : ". ") + std::string(text);
  }
  std::string entry = "<entry>\n" + element("title", title) + element("id", url);
  entry += R"(<link rel="alternate" type="text/html" href=")" + xml_escaped(url) + "\"/>\n";
  if (const json::value image = image_view(print); image.is_object()) {
    entry += R"(<link rel="enclosure" type="image/webp" href=")" +
             xml_escaped(text_in(object_in(image.get_object(), "middle"), "url")) + "\"/>\n";
  }
  entry += element("published", text_in(print, "publishedAt")) + element("updated", text_in(print, "updatedAt"));
  entry += element("summary", line) + element("rights", copyright_of(print, artist));
  return entry + "</entry>\n";
}

}  // namespace

http::Response feed(const House& house, ApiSession& api, Language language) {
  const i18n::Messages& messages = house.messages(language);
  const Answer site = api.get_kept("/site?" + language_query(language));
  const std::string artist = house.artist_of(*site, language);
  const json::object newest =
      api.get("/prints?limit=" + std::to_string(kPrintsInFeed) + '&' + language_query(language));
  const std::string self = house.site_url() + path_of(language, PageKind::feed);

  std::string updated = "1970-01-01T00:00:00Z";
  std::string entries;
  for (const json::value& print : list_in(newest, "prints")) {
    if (!print.is_object()) continue;
    updated = std::max(updated, std::string(text_in(print.get_object(), "updatedAt")));
    entries += feed_entry(house, print.get_object(), artist, language);
  }
  std::string body =
      R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang=")" + std::string(i18n::code_of(language)) + "\">\n";
  body += element("title", messages.format("feed_title", {{"site", house.name_of(*site, language)}}));
  body += element("id", self) + element("updated", updated);
  body += "<author>" + element("name", artist) + "</author>\n";
  body += R"(<link rel="self" type="application/atom+xml" href=")" + xml_escaped(self) + "\"/>\n";
  body += R"(<link rel="alternate" type="text/html" href=")" +
          xml_escaped(house.site_url() + path_of(language, PageKind::home)) + "\"/>\n";
  return xml_response(std::move(body) + entries + "</feed>\n", "application/atom+xml; charset=utf-8");
}

http::Response sitemap(const House& house, ApiSession& api, std::int64_t part) {
  const std::int64_t prints = integer_in(api.get("/prints?limit=1&language=en"), "totalCount");
  const std::int64_t parts = std::max<std::int64_t>(1, (prints + kPrintsPerSitemap - 1) / kPrintsPerSitemap);
  constexpr std::string_view kType = "application/xml; charset=utf-8";
  if (part == 0 && parts > 1) return xml_response(sitemap_index(house.site_url(), parts), kType);
  if (part > parts || (part == 1 && parts == 1)) throw Error(ErrorCode::not_found, "There is no such page.");

  SitemapWriter writer(house.site_url());
  if (part <= 1) add_standing_pages(house, api, writer);
  add_prints(house, api, writer, std::max<std::int64_t>(part, 1));
  return xml_response(std::move(writer).finish(), kType);
}

http::Response robots(const House& house) {
  http::Response response = http::text_response(
      200,
      "User-agent: *\nDisallow: /language\nDisallow: /suggestions\nSitemap: " + house.site_url() + "/sitemap.xml\n");
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace copper::gallery
