// The page cache, and the gallery while its API is silent.
#include "apps/gallery/gallery_fixture.h"

namespace copper::gallery {
namespace {

TEST_F(GalleryTest, ASeenPageComesFromTheCacheAndIsTheSame) {
  EXPECT_FALSE(lookup(get("/en/")));
  const http::Response rendered = ask("/en/");
  const auto cached = lookup(get("/en/"));
  ASSERT_TRUE(cached);
  EXPECT_EQ(cached->body.view().data(), rendered.body.view().data());
  EXPECT_EQ(cached->headers.get("ETag"), rendered.headers.get("ETag"));
  EXPECT_TRUE(cached->headers.find("Content-Security-Policy"));
  const auto small = lookup(get("/en/", {{"Accept-Encoding", "gzip, br"}}));
  EXPECT_EQ(small->headers.get("Content-Encoding"), "br");
  EXPECT_LT(small->body.size(), cached->body.size() / 2);
}

TEST_F(GalleryTest, TheLookupAnswersOnlyWhatItMay) {
  for (const char* path : {"/", "/language?to=da&path=/da/", "/en/none", "/en/print/1", "/robots.txt", "/media/x"}) {
    ask(path);
    EXPECT_FALSE(lookup(get(path))) << path;
  }
  ask("/en/");
  http::Request post = get("/en/");
  post.method = "POST";
  EXPECT_FALSE(lookup(post));
  http::Request head = get("/en/");
  head.method = "HEAD";
  EXPECT_TRUE(lookup(head));
}

TEST_F(GalleryTest, NothingAVisitorSendsCanChangeACachedPage) {
  const std::string before = ask("/en/").body.text();
  EXPECT_EQ(ask("/en/?utm=1&page=7&gallery=3", {{"Host", "evil.example"},
                                                {"X-Forwarded-Host", "evil.example"},
                                                {"X-Forwarded-Proto", "http"},
                                                {"Accept-Language", "da"},
                                                {"Cookie", "language=da"}})
                .body.text(),
            before);
  EXPECT_EQ(lookup(get("/en/", {{"Host", "evil.example"}}))->body.text(), before);
  EXPECT_EQ(before.find("evil"), std::string::npos);
}

TEST_F(GalleryTest, UnknownQueriesNeitherMissNorFillTheCache) {
  ask("/en/prints");
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(lookup(get("/en/prints?x=" + std::to_string(i)))) << i;
  }
}

TEST_F(GalleryTest, AChangeOfContentIsShownAfterTheNextRefresh) {
  gallery.refresh();
  ask("/en/print/1-the-stair");
  api.technique = "Mezzotint";
  gallery.refresh();
  EXPECT_TRUE(lookup(get("/en/print/1-the-stair")));
  api.revision = 8;
  gallery.refresh();
  EXPECT_FALSE(lookup(get("/en/print/1-the-stair")));
  EXPECT_TRUE(has(ask("/en/print/1-the-stair"), "Mezzotint"));
  EXPECT_TRUE(has(*lookup(get("/en/print/1-the-stair")), "Mezzotint"));
}

TEST_F(GalleryTest, APageMadeAcrossAChangeIsNotKeptAsNew) {
  gallery.refresh();
  const auto quiet = api.change_print;
  // The content changes while the page is being made: after the site's texts were read, before the print was.
  api.change_print = [this](boost::json::object&) { api.revision = 8; };
  ask("/en/print/1-the-stair");
  api.change_print = quiet;
  gallery.refresh();
  EXPECT_FALSE(lookup(get("/en/print/1-the-stair")));
}

TEST_F(GalleryTest, WithoutRevisionHeadersPagesBelongToTheLastKnownRevision) {
  api.with_header = false;
  gallery.refresh();
  ask("/en/");
  EXPECT_TRUE(lookup(get("/en/")));
}

TEST_F(GalleryTest, SeenPagesStayWhileTheApiIsDown) {
  gallery.refresh();
  const std::string before = ask("/en/").body.text();
  api.down = true;
  gallery.refresh();
  EXPECT_EQ(lookup(get("/en/"))->body.text(), before);
  // Even after a change was heard of, an old page is better than none.
  api.down = false;
  api.revision = 8;
  gallery.refresh();
  api.down = true;
  EXPECT_FALSE(lookup(get("/en/")));
  EXPECT_EQ(ask("/en/").body.text(), before);
  EXPECT_EQ(ask("/en/").status, 200);
}

TEST_F(GalleryTest, UnseenPagesSayThatTheGalleryIsClosedForAMoment) {
  api.down = true;
  const http::Response page = ask("/da/");
  EXPECT_EQ(page.status, 503);
  EXPECT_TRUE(has(page, "Lukket et øjeblik"));
  EXPECT_EQ(page.headers.get("Retry-After"), "10");
  EXPECT_EQ(ask("/readyz").status, 503);
  EXPECT_EQ(ask("/healthz").status, 200);
  api.down = false;
  EXPECT_EQ(ask("/da/").status, 200);
  EXPECT_EQ(ask("/readyz").status, 200);
}

TEST_F(GalleryTest, APrintTakenDownStaysGoneWhileTheApiIsDown) {
  gallery.refresh();
  ask("/en/print/1-the-stair");
  api.hidden = 1;
  api.revision = 8;
  gallery.refresh();
  EXPECT_EQ(ask("/en/print/1-the-stair").status, 404);
  api.down = true;
  EXPECT_EQ(ask("/en/print/1-the-stair").status, 503);
}

TEST_F(GalleryTest, NoPageFromBeforeAWithdrawalIsShownAgain) {
  gallery.refresh();
  ask("/da/tryk/1-trappen");
  api.hidden = 1;
  api.revision = 8;
  api.withdrawn = 8;
  gallery.refresh();
  api.down = true;
  EXPECT_EQ(ask("/da/tryk/1-trappen").status, 503);
}

TEST_F(GalleryTest, ARenamedPrintMovesToItsNewAddress) {
  gallery.refresh();
  ask("/en/print/1-the-stair");
  api.titles["1en"] = "The Staircase";
  api.revision = 8;
  gallery.refresh();
  EXPECT_EQ(ask("/en/print/1-the-stair").headers.get("Location"), "/en/print/1-the-staircase");
}

}  // namespace
}  // namespace copper::gallery
