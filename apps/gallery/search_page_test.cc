// The search page: what it asks, what it shows of the answer, and what it never does.
#include "apps/gallery/gallery_fixture.h"

namespace copper::gallery {
namespace {

namespace json = boost::json;

class SearchPageTest : public GalleryTest {
 protected:
  void answer(json::array hits, std::int64_t total, json::array facets = {}, std::string_view matched = "all") {
    const json::object found{{"hits", std::move(hits)},
                             {"totalHits", total},
                             {"matched", matched},
                             {"totalPages", (total + 23) / 24},
                             {"facets", std::move(facets)}};
    api.search_answer = http::text_response(200, json::serialize(found), "application/json");
  }

  static json::object hit(std::string_view title, json::object highlights) {
    return {{"id", 1},
            {"type", "print"},
            {"title", title},
            {"technique", "Drypoint"},
            {"year", 2019},
            {"images", json::array()},
            {"fallbackFields", json::array()},
            {"highlights", std::move(highlights)}};
  }

  static json::object facet(std::string_view name, json::array buckets) {
    return {{"name", name}, {"buckets", std::move(buckets)}};
  }
  static json::object bucket(std::string_view key, int count) { return {{"key", key}, {"docCount", count}}; }

  http::Response search_from(const std::string& address, std::string target) {
    http::Request request = get(std::move(target));
    request.client_address = address;
    return handler(request);
  }
};

TEST_F(SearchPageTest, AsksTheApiInTheNameOfTheVisitor) {
  search_from("192.0.2.7", "/da/soeg?q=havn&technique=Koldn%C3%A5l&x=1");
  EXPECT_TRUE(std::count(api.asked.begin(), api.asked.end(),
                         "/api/v1/search/prints?limit=24&language=da&q=havn&technique=Koldn%C3%A5l"));
  EXPECT_TRUE(api.clients.contains("192.0.2.7"));
}

TEST_F(SearchPageTest, ResultsAreKeptByNobodyAndIndexedByNobody) {
  answer({hit("The Crow", {})}, 1);
  const http::Response page = ask("/en/search?q=crow");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("Cache-Control"), "private, no-cache");
  EXPECT_TRUE(has(page, "<meta name=\"robots\" content=\"noindex\">"));
  EXPECT_FALSE(lookup(get("/en/search?q=crow")));
}

TEST_F(SearchPageTest, TheIndexIsOnePageForAllWhateverElseTheQuerySays) {
  answer({}, 9, {facet("medium", {bucket("Etching", 5), bucket("Drypoint", 4)})});
  const http::Response page = ask("/en/search");
  EXPECT_TRUE(has(page, "href=\"/en/search?medium=Etching\""));
  EXPECT_FALSE(has(page, "noindex"));
  for (const char* query : {"", "?q=", "?q=+&page=3", "?sort=title", "?utm=1"}) {
    EXPECT_TRUE(lookup(get("/en/search" + std::string(query)))) << query;
  }
}

TEST_F(SearchPageTest, MarksWhatWasFound) {
  answer({hit("Crows & <Rooks>", {{"title", json::array{"<mark>Crows</mark> &amp; &lt;Rooks&gt;"}}})}, 1);
  EXPECT_TRUE(has(ask("/en/search?q=crow"), "<cite><mark>Crows</mark> &amp; &lt;Rooks&gt;</cite>"));
  answer({hit("The Stair", {{"paperType", json::array{"Cream <mark>Somerset</mark>"}}})}, 1);
  EXPECT_TRUE(has(ask("/en/search?q=somerset"), "<span class=\"label\">Paper</span> Cream <mark>Somerset</mark>"));
}

TEST_F(SearchPageTest, AHighlightInTheOtherLanguageDoesNotTakeTheTitlesPlace) {
  answer({hit("The Stair", {{"title", json::array{"<mark>Trappen</mark>"}}})}, 1);
  EXPECT_TRUE(has(ask("/en/search?q=trappe"), "<cite>The Stair</cite>"));
}

TEST_F(SearchPageTest, MarkupThatIsNotAMarkIsNotTaken) {
  for (const char* evil : {"<mark>a</mark><script>alert(1)</script>", "<mark onclick=x>a</mark>", "<mark>a", "</mark>a",
                           "<mark><mark>a</mark></mark>", "<img src=x>"}) {
    answer({hit("The Stair", {{"description", json::array{evil}}, {"title", json::array{evil}}})}, 1);
    const http::Response page = ask("/en/search?q=a");
    EXPECT_TRUE(has(page, "<cite>The Stair</cite>")) << evil;
    EXPECT_FALSE(has(page, evil)) << evil;
  }
}

TEST_F(SearchPageTest, WhatAVisitorTypesIsTextEverywhere) {
  for (const char* path : {"/en/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                           "/en/search?technique=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                           "/en/search?q=a&sort=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                           "/en/search?q=a&yearFrom=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"}) {
    for (const bool found : {true, false}) {
      answer(found ? json::array{hit("The Stair", {})} : json::array{}, found ? 1 : 0);
      EXPECT_FALSE(has(ask(path), "<script>alert")) << path;
    }
  }
}

TEST_F(SearchPageTest, FiltersLeadToTheSearchWithAndWithoutThem) {
  answer(
      {hit("The Stair", {})}, 30,
      {facet("technique", {bucket("Drypoint", 20), bucket("Etching", 10)}),
       facet("year", {json::object{{"key", "2010-2019"}, {"docCount", 7}, {"from", 2010}, {"to", 2019}},
                      json::object{{"key", "1990-1999"}, {"docCount", 3}, {"from", 1990}, {"to", 1999}}}),
       facet("availability", {bucket("on_loan", 2), bucket("sold", 1)}), facet("plateType", {bucket("Copper", 30)})});
  const http::Response page = ask("/en/search?q=stair&technique=Drypoint&page=2");
  for (const char* text : {"<a href=\"/en/search?q=stair\" rel=\"nofollow\" aria-current=\"true\">Drypoint</a>",
                           "href=\"/en/search?q=stair&amp;technique=Drypoint&amp;technique=Etching\"",
                           "href=\"/en/search?q=stair&amp;technique=Drypoint&amp;yearFrom=2010&amp;yearTo=2019\"",
                           "1990–1999", ">On loan<", "page 2 of 2", "rel=\"prev\"",
                           "href=\"/en/search?q=stair&amp;technique=Drypoint&amp;sort=title\""}) {
    EXPECT_TRUE(has(page, text)) << text;
  }
  EXPECT_FALSE(has(page, ">Copper<"));  // every hit is: it narrows nothing down
  EXPECT_TRUE(has(page, "path=/da/soeg%3Fq%3Dstair%26technique%3DDrypoint%26page%3D2"));
}

TEST_F(SearchPageTest, SaysWhenNothingHasAllTheWords) {
  answer({hit("The Crow", {})}, 1, {}, "some");
  EXPECT_TRUE(has(ask("/en/search?q=crow+harbour"), "No print has all of these words."));
  answer({hit("The Crow", {})}, 1);
  EXPECT_FALSE(has(ask("/en/search?q=crow"), "No print has all of these words."));
}

TEST_F(SearchPageTest, NothingFoundShowsWhereToGoOn) {
  const http::Response page = ask("/da/soeg?q=blå+hejre&technique=Etching");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "»blå hejre«"));
  EXPECT_TRUE(has(page, "<a href=\"/da/soeg?q=bl%C3%A5%20hejre\" rel=\"nofollow\">Fjern alt</a>"));
  EXPECT_TRUE(has(page, "href=\"/da/tryk\""));
}

TEST_F(SearchPageTest, WhatTheApiRefusesIsSaidInWordsAndKeepsTheQuestion) {
  const std::pair<int, const char*> refusals[] = {
      {400, "cannot be searched for"}, {429, "many searches"}, {503, "does not answer"}, {500, "does not answer"}};
  for (const auto& [status, words] : refusals) {
    api.search_answer = http::text_response(status, R"({"error":{"code":"X","message":"internal words"}})");
    api.search_answer.headers.set("Retry-After", "7");
    const http::Response page = ask("/en/search?q=crow");
    EXPECT_EQ(page.status, status == 500 ? 503 : status);
    EXPECT_TRUE(has(page, words)) << status;
    EXPECT_TRUE(has(page, "value=\"crow\""));
    EXPECT_FALSE(has(page, "internal words"));
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(page.headers.get("Retry-After"), status == 400 ? "" : "7");
  }
  gallery.refresh();
  ask("/en/");
  api.down = true;
  EXPECT_EQ(ask("/en/search?q=crow").status, 503);
  EXPECT_TRUE(has(ask("/en/search?q=crow"), "value=\"crow\""));
}

TEST_F(SearchPageTest, PagesThatAreNoneAreNotThere) {
  for (const char* page : {"0", "-1", "x"}) EXPECT_EQ(ask("/en/search?q=a&page=" + std::string(page)).status, 404);
  answer({}, 30);
  EXPECT_EQ(ask("/en/search?q=a&page=9").status, 404);
}

TEST_F(SearchPageTest, SuggestionsAreTheApisInTheNameOfTheVisitor) {
  api.search_answer = http::text_response(200, R"({"suggestions":[]})", "application/json");
  EXPECT_EQ(search_from("192.0.2.8", "/suggestions?language=da&q=h%26x").body.text(), R"({"suggestions":[]})");
  EXPECT_EQ(api.asked.back(), "/api/v1/search/suggest?language=da&q=h%26x");
  EXPECT_TRUE(api.clients.contains("192.0.2.8"));
}

}  // namespace
}  // namespace copper::gallery
