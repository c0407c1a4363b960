// Addresses, languages, and what a visitor may do.
#include "apps/gallery/gallery_fixture.h"

namespace copper::gallery {
namespace {

TEST_F(GalleryTest, OldAndShortAddressesLeadToTheRightOnes) {
  EXPECT_EQ(ask("/en/print/1").headers.get("Location"), "/en/print/1-the-stair");
  EXPECT_EQ(ask("/en/print/1-old-name").status, 301);
  EXPECT_EQ(ask("/da/galleri/5").headers.get("Location"), "/da/galleri/5-stille-ting");
  EXPECT_EQ(ask("/en/print/1-x?gallery=5").headers.get("Location"), "/en/print/1-the-stair?gallery=5");
  EXPECT_EQ(ask("/en/print/1-the-stair?gallery=6").headers.get("Location"), "/en/print/1-the-stair");
}

TEST_F(GalleryTest, TheRootLeadsToTheVisitorsLanguage) {
  EXPECT_EQ(ask("/").headers.get("Location"), "/en/");
  const http::Response danish = ask("/", {{"Accept-Language", "da-DK,da;q=0.9"}});
  EXPECT_EQ(danish.status, 302);
  EXPECT_EQ(danish.headers.get("Location"), "/da/");
  EXPECT_EQ(danish.headers.get("Vary"), "Accept-Language, Cookie");
  EXPECT_EQ(ask("/", {{"Accept-Language", "da"}, {"Cookie", "a=b; language=en"}}).headers.get("Location"), "/en/");
  EXPECT_EQ(ask("/", {{"Cookie", "language=xx; xlanguage=da"}}).headers.get("Location"), "/en/");
}

TEST_F(GalleryTest, TheToggleRemembersAndStaysOnTheSamePage) {
  EXPECT_TRUE(has(ask("/en/print/1-the-stair"), "href=\"/language?to=da&amp;path=/da/tryk/1-trappen\""));
  const http::Response switched = ask("/language?to=da&path=/da/tryk/1-trappen%3Fgallery%3D5");
  EXPECT_EQ(switched.status, 303);
  EXPECT_EQ(switched.headers.get("Location"), "/da/tryk/1-trappen?gallery=5");
  EXPECT_EQ(switched.headers.get("Set-Cookie"),
            "language=da; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly; Secure");
}

TEST_F(GalleryTest, TheToggleLeadsNowhereElse) {
  for (const char* path : {"https://evil.example/", "//evil.example/da/", "/\\evil.example", "/da/tryk/1-a%0d%0aX:y",
                           "/en/", "", "/da/../../etc", "/da//evil.example"}) {
    EXPECT_EQ(ask("/language?to=da&path=" + std::string(path)).headers.get("Location"), "/da/") << path;
  }
  EXPECT_EQ(ask("/language?to=de&path=/en/").status, 404);
}

TEST_F(GalleryTest, MissingPagesAreSaidSoInTheLanguageOfTheirAddress) {
  EXPECT_TRUE(has(ask("/da/findes-ikke"), "Her hænger ikke noget"));
  EXPECT_TRUE(has(ask("/en/print/99-gone"), "Nothing hangs here"));
  EXPECT_TRUE(has(ask("/nowhere", {{"Accept-Language", "da"}}), "Her hænger ikke noget"));
  const http::Response page = ask("/da/tryk/99-vaek");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
  EXPECT_TRUE(has(page, "<meta name=\"robots\" content=\"noindex\">"));
}

TEST_F(GalleryTest, AMissingPageBearsTheNameOfTheSiteThoughItIsTheFirstThatIsAskedFor) {
  EXPECT_TRUE(has(ask("/en/nowhere"), "<title>Nothing hangs here · Ane Holm</title>"));
}

TEST_F(GalleryTest, PagesBeyondTheEndOfAWallAreMissing) {
  EXPECT_EQ(ask("/en/prints?page=2").status, 404);
  EXPECT_EQ(ask("/en/gallery/5-quiet-things?page=2").status, 404);
  EXPECT_EQ(ask("/en/prints?page=none").status, 404);
}

TEST_F(GalleryTest, EveryAnswerCarriesTheSecurityHeaders) {
  for (const char* path : {"/", "/en/", "/en/none", "/robots.txt", "/language?to=da&path=/da/"}) {
    const http::Response response = ask(path);
    EXPECT_TRUE(response.headers.get("Content-Security-Policy")
                    .starts_with("default-src 'none'; img-src 'self' data: https://cdn.example;"));
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(response.headers.find("Referrer-Policy"));
    EXPECT_TRUE(response.headers.find("Permissions-Policy"));
    EXPECT_TRUE(response.headers.find("Strict-Transport-Security"));
  }
}

TEST_F(GalleryTest, PagesHoldNothingInlineAndAskNobodyElse) {
  for (const char* path : {"/en/", "/en/gallery/5-quiet-things", "/en/print/1-the-stair"}) {
    std::string page = ask(path).body.text();
    EXPECT_EQ(page.find(" style=\""), std::string::npos);
    EXPECT_EQ(page.find("<style"), std::string::npos);
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    for (std::size_t at = 0; (at = page.find("src=\"", at)) != std::string::npos; at += 5) {
      const std::string source = page.substr(at + 5, 20);
      EXPECT_TRUE(source.starts_with("/assets/") || source.starts_with("https://cdn.example/")) << source;
    }
  }
}

TEST_F(GalleryTest, MediaAreAskedForByTheirKeyAndNotLentToOtherSites) {
  const http::Response image = ask("/media/abc/medium-0123456789.webp");
  EXPECT_EQ(image.body.view(), "/abc/medium-0123456789.webp");
  EXPECT_EQ(image.headers.get("Cross-Origin-Resource-Policy"), "same-site");
}

TEST_F(GalleryTest, OnlyReadingIsPossible) {
  http::Request request = get("/en/");
  request.method = "POST";
  EXPECT_EQ(handler(request).status, 405);
}

TEST_F(GalleryTest, OnlyThePublicApiIsAsked) {
  for (const char* path : {"/en/", "/en/galleries", "/en/gallery/5-quiet-things", "/en/prints", "/en/print/1-the-stair",
                           "/sitemap.xml", "/en/feed.xml"}) {
    ask(path);
  }
  for (const std::string& target : api.asked) {
    EXPECT_TRUE(target.starts_with("/api/v1/site") || target.starts_with("/api/v1/galleries") ||
                target.starts_with("/api/v1/prints"))
        << target;
  }
}

}  // namespace
}  // namespace copper::gallery
