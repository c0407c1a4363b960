// For tests: a public API with one gallery of three prints, answering as the contract says.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "platform/base/error.h"
#include "platform/http/handler.h"

namespace copper::gallery {

class FakeApi {
 public:
  std::int64_t revision = 7;
  std::int64_t withdrawn = 0;  // the revision that took something away
  bool down = false;
  int hidden = 0;  // a print that is not published
  std::int64_t galleries_in_all = 1;
  bool with_header = true;                   // X-Content-Revision
  std::vector<std::string> asked;            // targets, in order
  std::set<std::string> clients;             // whom they were asked for
  std::vector<boost::json::object> notices;  // that were sent
  http::Response notice_answer = http::text_response(201, R"({"caseNumber":"2024-0017"})");
  std::map<std::string, std::string> titles = {{"1en", "The Stair"},     {"1da", "Trappen"}, {"2en", "The Crow"},
                                               {"2da", "Kragen på Ærø"}, {"3en", "Quinces"}, {"3da", "Kvæder"}};
  std::string technique = "Etching";
  boost::json::object site = {{"artistName", "Ane Holm"},
                              {"siteTitle", "Ane Holm"},
                              {"introduction", "Prints from copper."},
                              {"about", "I etch."}};
  http::Response search_answer = http::text_response(200, R"({"hits":[],"totalHits":0,"totalPages":0,"facets":[]})");
  std::function<void(boost::json::object&)> change_print = [](boost::json::object&) {};

  http::Handler handler() {
    return [this](const http::Request& request) { return answer(request); };
  }

 private:
  http::Response answer(const http::Request& request) {
    asked.push_back(request.target);
    if (down) throw Error(ErrorCode::unavailable, "The content service cannot be reached.");
    if (request.method == "POST" && request.target == "/api/v1/notices") {
      notices.push_back(boost::json::parse(request.body.text()).as_object());
      return notice_answer;
    }
    clients.insert(request.client_address);
    if (request.path().starts_with("/api/v1/search/")) return search_answer;
    const std::string language(request.query().get("language"));
    const boost::json::value body = body_of(std::string(request.path()), language);
    if (body.is_null()) return http::text_response(404, R"({"error":{"code":"RESOURCE_NOT_FOUND","message":"none"}})");
    http::Response response = http::text_response(200, boost::json::serialize(body), "application/json");
    if (with_header) response.headers.set("X-Content-Revision", std::to_string(revision));
    return response;
  }

  boost::json::value body_of(const std::string& path, const std::string& language) {
    if (path == "/api/v1/revision") return boost::json::object{{"revision", revision}, {"withdrawn", withdrawn}};
    if (path == "/api/v1/site") return site;
    if (path == "/api/v1/galleries") {
      boost::json::object found = list("galleries", {gallery(language)});
      found["totalCount"] = galleries_in_all;
      return found;
    }
    if (path == "/api/v1/galleries/5") return gallery(language);
    if (path == "/api/v1/prints") return list("prints", {print(1, language), print(2, language), print(3, language)});
    for (const int id : {1, 2, 3}) {
      if (id != hidden && path == "/api/v1/prints/" + std::to_string(id)) return print(id, language);
    }
    return nullptr;
  }

  static boost::json::object list(std::string_view name, boost::json::array items) {
    const auto count = items.size();
    return {{name, std::move(items)}, {"totalCount", count}, {"currentPage", 1}, {"totalPages", 1}};
  }

  boost::json::object gallery(const std::string& language) {
    return {{"id", 5},
            {"title", language == "da" ? "Stille ting" : "Quiet Things"},
            {"description", "First.\n\nSecond."},
            {"printCount", 3},
            {"createdAt", "2024-01-01T00:00:00Z"},
            {"updatedAt", "2024-01-02T00:00:00Z"},
            {"cover", print(1, language)},
            {"prints", boost::json::array{print(1, language), print(2, language), print(3, language)}}};
  }

  boost::json::object print(int id, const std::string& language) {
    const std::string base = "https://cdn.example/" + std::to_string(id);
    const auto image = [&](std::string_view version, int width, int height) {
      return boost::json::object{{"version", version},
                                 {"url", base + "/" + std::to_string(width) + ".webp"},
                                 {"width", width},
                                 {"height", height}};
    };
    boost::json::object print{
        {"id", id},
        {"title", titles.at(std::to_string(id) + language)},
        {"year", 2021},
        {"technique", technique},
        {"plateHeightMm", 300},
        {"plateWidthMm", 240.5},
        {"editionInfo", "11/40"},
        {"availability", "available"},
        {"price", 2500},
        {"currency", "DKK"},
        {"createdAt", "2024-01-01T00:00:00Z"},
        {"publishedAt", "2024-01-01T12:00:00Z"},
        {"updatedAt", "2024-01-02T00:00:00Z"},
        {"aspectRatio", 0.8},
        {"images",
         boost::json::array{image("thumbnail", 200, 200), image("medium", 800, 1000), image("medium_2x", 1600, 2000),
                            image("large", 1600, 2000), image("large_2x", 3200, 4000)}},
        {"galleries", boost::json::array{boost::json::object{{"id", 5}, {"title", "Quiet Things"}}}},
        {"fallbackFields", boost::json::array{}}};
    change_print(print);
    return print;
  }
};

}  // namespace copper::gallery
