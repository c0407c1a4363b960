// What the pages show, and how they are found by machines.
#include "apps/gallery/gallery_fixture.h"

namespace copper::gallery {
namespace {

TEST_F(GalleryTest, EveryPageIsThereInBothLanguages) {
  for (const char* path :
       {"/en/", "/en/galleries", "/en/gallery/5-quiet-things", "/en/prints", "/en/print/1-the-stair", "/en/about",
        "/en/terms", "/en/privacy", "/da/", "/da/gallerier", "/da/galleri/5-stille-ting", "/da/tryk",
        "/da/tryk/2-kragen-paa-aeroe", "/da/om", "/da/vilkaar", "/da/privatliv"}) {
    const http::Response page = ask(path);
    EXPECT_EQ(page.status, 200) << path;
    const std::string language = std::string(path).substr(1, 2);
    EXPECT_EQ(page.headers.get("Content-Language"), language);
    EXPECT_TRUE(has(page, "<html lang=\"" + language + "\">")) << path;
    EXPECT_TRUE(has(page, "<link rel=\"canonical\" href=\"https://prints.example" + std::string(path) + "\">")) << path;
    EXPECT_TRUE(has(page, "© ")) << path;
    EXPECT_TRUE(has(page, language == "da" ? "href=\"/da/vilkaar\"" : "href=\"/en/terms\"")) << path;
  }
}

TEST_F(GalleryTest, APrintHasItsLabelNeighboursAndLanguagePair) {
  const http::Response page = ask("/en/print/2-the-crow");
  for (const char* text : {"<h1>The Crow</h1>", "<p>2021</p>", "<p>Etching</p>", "Plate 300\u00a0×\u00a0240.5\u00a0mm",
                           "Edition 11/40", "DKK\u00a02,500", "href=\"/en/print/1-the-stair?gallery=5\" rel=\"prev\"",
                           "href=\"/en/print/3-quinces?gallery=5\" rel=\"next\"",
                           "hreflang=\"da\" href=\"https://prints.example/da/tryk/2-kragen-paa-aeroe\"",
                           "alt=\"The Crow, Etching, 2021\"", "\"@type\":\"VisualArtwork\"", "og:image"}) {
    EXPECT_TRUE(has(page, text)) << text;
  }
  EXPECT_TRUE(has(ask("/da/tryk/2-kragen-paa-aeroe"), "2.500\u00a0kr."));
}

TEST_F(GalleryTest, ImagesSayTheirSizeAndWhatThereIsToChooseFrom) {
  const http::Response page = ask("/en/gallery/5-quiet-things");
  EXPECT_TRUE(has(page,
                  "srcset=\"https://cdn.example/1/800.webp 800w, https://cdn.example/1/1600.webp 1600w, "
                  "https://cdn.example/1/3200.webp 3200w\""));
  EXPECT_TRUE(has(page, "width=\"800\" height=\"1000\""));
  EXPECT_TRUE(has(page, "fetchpriority=\"high\""));
  EXPECT_TRUE(has(page, "loading=\"lazy\""));
  EXPECT_TRUE(has(page, "class=\"o0 t8 h0 m0\""));
}

TEST_F(GalleryTest, GalleriesBeyondTheFirstWallHaveTheirPages) {
  api.galleries_in_all = 120;
  const http::Response page = ask("/en/galleries?page=2");
  EXPECT_TRUE(has(page, "page 2 of 3"));
  EXPECT_TRUE(has(page, "<a href=\"/en/galleries\" rel=\"prev\">"));
  EXPECT_TRUE(has(page, "<a href=\"/en/galleries?page=3\" rel=\"next\">"));
  EXPECT_TRUE(has(page, "hreflang=\"da\" href=\"https://prints.example/da/gallerier?page=2\""));
  EXPECT_EQ(ask("/en/galleries?page=4").status, 404);
}

TEST_F(GalleryTest, TextFromTheOtherLanguageIsMarked) {
  api.change_print = [](boost::json::object& print) {
    print["statement"] = "Kun på dansk.";
    print["fallbackFields"] = boost::json::array{"statement", "title"};
  };
  const http::Response page = ask("/en/print/1-the-stair");
  EXPECT_TRUE(has(page, "<h1 lang=\"da\">The Stair</h1>"));
  EXPECT_TRUE(has(page, "<div class=\"prose\" lang=\"da\">"));
  EXPECT_TRUE(has(page, "In Danish only"));
  EXPECT_TRUE(has(ask("/en/gallery/5-quiet-things"), "<cite lang=\"da\">The Stair</cite>"));
}

TEST_F(GalleryTest, NothingFromOutsideIsMarkup) {
  const std::string hostile = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>{{{site_name}}}";
  api.technique = hostile;
  for (auto& [key, title] : api.titles) title = hostile;
  for (const char* field : {"artistName", "siteTitle", "introduction", "about", "contact", "copyright"})
    api.site[field] = hostile;
  api.change_print = [&](boost::json::object& print) {
    for (const char* field : {"description", "statement", "artistName", "medium", "plateType", "paperType", "inkType",
                              "printingPress", "dimensions", "editionInfo", "subject", "styleMovement", "provenance",
                              "exhibitionHistory", "purchaseInfo", "copyright", "currency"}) {
      print[field] = hostile;
    }
    print["tags"] = boost::json::array{hostile};
  };
  const std::string path(ask("/en/print/1").headers.get("Location"));
  for (const std::string& target : {std::string("/en/"), std::string("/en/prints"), std::string("/en/about"),
                                    std::string("/en/gallery/5-quiet-things"), std::string("/en/feed.xml"), path}) {
    const http::Response page = ask(target);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_FALSE(has(page, "<script>alert")) << target;
    EXPECT_FALSE(has(page, "<img src=x")) << target;
    EXPECT_TRUE(has(page, "alert(1)")) << target;
  }
}

TEST_F(GalleryTest, APrintWithNothingButAnIdStillHasAPage) {
  api.change_print = [](boost::json::object& print) {
    for (auto& [key, value] : print) {
      if (key != "id") value = nullptr;
    }
  };
  EXPECT_TRUE(has(ask("/en/print/1-untitled"), "<h1>Untitled</h1>"));
  EXPECT_EQ(ask("/en/prints").status, 200);
  EXPECT_EQ(ask("/en/").status, 200);
}

TEST_F(GalleryTest, APriceStandsAloneWhereNothingIsSaidOfAvailability) {
  const std::string path(ask("/en/print/1").headers.get("Location"));
  EXPECT_TRUE(has(ask(path), "<p>Available, <span class=\"figures\">DKK\u00a02,500</span></p>"));
  api.change_print = [](boost::json::object& print) { print["availability"] = nullptr; };
  api.revision = 8;
  gallery.refresh();
  EXPECT_TRUE(has(ask(path), "<p class=\"figures\">DKK\u00a02,500</p>"));
  EXPECT_FALSE(has(ask(path), "Available"));
  EXPECT_FALSE(has(ask("/en/prints"), "Available"));
}

TEST_F(GalleryTest, TheAboutPageExistsOnlyWhenThereIsSomethingToSay) {
  EXPECT_TRUE(has(ask("/en/"), "href=\"/en/about\""));
  api.site.erase("about");
  api.revision = 8;
  gallery.refresh();
  EXPECT_EQ(ask("/en/about").status, 404);
  EXPECT_FALSE(has(ask("/en/"), "href=\"/en/about\""));
}

TEST_F(GalleryTest, TheSitemapNamesEveryPageInBothLanguages) {
  const http::Response sitemap = ask("/sitemap.xml");
  EXPECT_TRUE(has(sitemap, "<loc>https://prints.example/en/print/1-the-stair</loc>"));
  EXPECT_TRUE(has(sitemap, "<loc>https://prints.example/da/tryk/1-trappen</loc>"));
  EXPECT_TRUE(has(sitemap, "hreflang=\"da\" href=\"https://prints.example/da/galleri/5-stille-ting\""));
  EXPECT_TRUE(has(ask("/robots.txt"), "Sitemap: https://prints.example/sitemap.xml"));
  EXPECT_EQ(ask("/sitemap-1.xml").status, 404);
  EXPECT_EQ(ask("/sitemap-x.xml").status, 404);
}

TEST_F(GalleryTest, TheFeedTellsOfNewPrints) {
  const http::Response feed = ask("/da/feed.xml");
  EXPECT_EQ(feed.headers.get("Content-Type"), "application/atom+xml; charset=utf-8");
  EXPECT_TRUE(has(feed, "<title>Kragen på Ærø</title>"));
  EXPECT_TRUE(has(feed, "<updated>2024-01-02T00:00:00Z</updated>"));
  EXPECT_TRUE(has(feed, "<published>2024-01-01T12:00:00Z</published>"));
  EXPECT_TRUE(has(feed, "href=\"https://cdn.example/1/1600.webp\""));
}

}  // namespace
}  // namespace copper::gallery
