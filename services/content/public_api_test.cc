#include <gtest/gtest.h>

#include "platform/image/versions.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

class PublicApiTest : public testing::Test {
 protected:
  http::Response get(const std::string& target) { return content_.call_as("", "GET", "/api/v1" + target); }
  json::Object read(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << " " << response.body.text();
    EXPECT_FALSE(response.headers.get("X-Content-Revision").empty()) << target;
    return TestContent::object(response);
  }
  void hang(std::int64_t gallery, std::int64_t print) {
    content_.call("POST", "/api/v1/artist/galleries/" + std::to_string(gallery) + "/prints/" + std::to_string(print));
  }

  TestContent content_;
};

TEST_F(PublicApiTest, AGalleryShowsWhatIsPublishedInItsOrder) {
  const auto gallery = content_.make_gallery("Sea");
  const auto a = content_.publish_print("A", {{"technique", "Etching"}, {"year", 2020}});
  const auto b = content_.publish_print("B", {{"technique", "Drypoint"}, {"year", 2021}});
  const auto draft = content_.make_print("Draft");
  for (const auto print : {b, draft, a}) hang(gallery, print);

  const auto list = read("/galleries");
  EXPECT_EQ(list.at("totalCount").as_int64(), 1);
  const auto& card = list.at("galleries").at(0).as_object();
  EXPECT_EQ(card.at("title").as_string(), "Sea");
  EXPECT_EQ(card.at("printCount").as_int64(), 2);
  EXPECT_EQ(card.at("cover").at("printId").as_int64(), b);

  const auto detail = read("/galleries/" + std::to_string(gallery));
  ASSERT_EQ(detail.at("prints").as_array().size(), 2u);
  const auto& first = detail.at("prints").at(0).as_object();
  EXPECT_EQ(first.at("id").as_int64(), b);
  EXPECT_EQ(first.at("order").as_int64(), 1);
  EXPECT_TRUE(first.at("thumbnailUrl").as_string().starts_with("https://cdn.test/"));
  EXPECT_EQ(first.at("images").as_array().size(), image::kVersions.size());

  const auto prints = read("/galleries/" + std::to_string(gallery) + "/prints?technique=Etching&limit=1");
  EXPECT_EQ(prints.at("totalCount").as_int64(), 1);
  EXPECT_EQ(prints.at("prints").at(0).at("title").as_string(), "A");
  EXPECT_EQ(read("/galleries/" + std::to_string(gallery) + "/prints?year=2021").at("totalCount").as_int64(), 1);
}

TEST_F(PublicApiTest, TheChosenCoverComesFirst) {
  const auto gallery = content_.make_gallery("Sea");
  const auto a = content_.publish_print("A");
  const auto b = content_.publish_print("B");
  hang(gallery, a);
  hang(gallery, b);
  content_.call("PUT", "/api/v1/artist/galleries/" + std::to_string(gallery), {{"coverPrintId", b}});
  EXPECT_EQ(read("/galleries").at("galleries").at(0).at("cover").at("printId").as_int64(), b);
}

TEST_F(PublicApiTest, WhatIsNotPublishedDoesNotExist) {
  const auto gallery = content_.make_gallery("Sea", "draft");
  const auto print = content_.make_print("Quinces");
  hang(gallery, print);
  const std::string id = std::to_string(gallery);
  EXPECT_EQ(get("/galleries/" + id).status, 404);
  EXPECT_EQ(get("/galleries/" + id + "/prints").status, 404);
  EXPECT_EQ(get("/prints/" + std::to_string(print)).status, 404);
  EXPECT_EQ(read("/galleries").at("totalCount").as_int64(), 0);
  EXPECT_EQ(read("/prints").at("totalCount").as_int64(), 0);
  // A published print does not tell of the drafts it hangs in.
  const auto shown = content_.publish_print("Shown");
  hang(gallery, shown);
  EXPECT_TRUE(read("/prints/" + std::to_string(shown)).at("galleries").as_array().empty());
}

TEST_F(PublicApiTest, APrintHasItsWholeRecordButNothingInternal) {
  const auto id = content_.publish_print("Quinces", {{"year", 2023},
                                                     {"dimensions", "245 x 320 mm"},
                                                     {"price", 2500},
                                                     {"location", "Drawer 4"},
                                                     {"notes", "secret"},
                                                     {"conservation", "secret"},
                                                     {"tags", {"fruit"}}});
  const auto gallery = content_.make_gallery("Sea");
  hang(gallery, id);
  const auto print = read("/prints/" + std::to_string(id));
  for (const char* name :
       {"id",           "title",         "description",   "statement",     "artistName",     "year",
        "medium",       "technique",     "plateType",     "paperType",     "inkType",        "printingPress",
        "dimensions",   "plateHeightMm", "plateWidthMm",  "sheetHeightMm", "sheetWidthMm",   "editionInfo",
        "editionSize",  "subject",       "styleMovement", "tags",          "provenance",     "exhibitionHistory",
        "availability", "price",         "currency",      "purchaseInfo",  "copyright",      "thumbnailUrl",
        "aspectRatio",  "createdAt",     "updatedAt",     "language",      "fallbackFields", "fallbackLanguage",
        "images",       "galleries"}) {
    EXPECT_TRUE(print.contains(name)) << name;
  }
  for (const char* name : {"location", "notes", "conservation", "exifData"}) EXPECT_FALSE(print.contains(name)) << name;
  EXPECT_EQ(print.at("price").as_int64(), 2500);
  EXPECT_TRUE(print.at("description").is_null());
  EXPECT_EQ(print.at("galleries").at(0).at("title").as_string(), "Sea");
  EXPECT_EQ(print.at("tags"), (json::Array{"fruit"}));
}

TEST_F(PublicApiTest, AMissingTextComesFromTheOtherLanguageAndSaysSo) {
  const auto id = content_.publish_print(
      "Quinces", {{"description", "On a plate"},
                  {"tags", {"fruit"}},
                  {"translations", {{"da", {{"title", "Kvæder"}, {"statement", "Kun dansk"}}}}}});
  const auto danish = read("/prints/" + std::to_string(id) + "?language=da");
  EXPECT_EQ(danish.at("language").as_string(), "da");
  EXPECT_EQ(danish.at("title").as_string(), "Kvæder");
  EXPECT_EQ(danish.at("description").as_string(), "On a plate");
  EXPECT_EQ(danish.at("fallbackFields"), (json::Array{"description", "tags"}));
  EXPECT_EQ(danish.at("fallbackLanguage").as_string(), "en");
  const auto english = read("/prints/" + std::to_string(id));
  EXPECT_EQ(english.at("fallbackFields"), (json::Array{"statement"}));
  content_.call("PUT", "/api/v1/artist/prints/" + std::to_string(id), {{"statement", "Both"}});
  EXPECT_TRUE(read("/prints/" + std::to_string(id)).at("fallbackLanguage").is_null());
}

TEST_F(PublicApiTest, OneVersionCanBeAskedFor) {
  const auto id = std::to_string(content_.publish_print("Quinces"));
  const auto print = read("/prints/" + id + "?imageVersion=medium_2x");
  ASSERT_EQ(print.at("images").as_array().size(), 1u);
  EXPECT_EQ(print.at("images").at(0).at("width").as_int64(), 1600);
  EXPECT_EQ(get("/prints/" + id + "?imageVersion=original").status, 400);
}

TEST_F(PublicApiTest, AllPrintsComeNewestFirst) {
  content_.publish_print("A");
  content_.publish_print("B");
  const auto prints = read("/prints?limit=1");
  EXPECT_EQ(prints.at("totalPages").as_int64(), 2);
  EXPECT_EQ(prints.at("prints").at(0).at("title").as_string(), "B");
}

TEST_F(PublicApiTest, BadParametersAreRefused) {
  for (const char* bad : {"/galleries?page=0", "/galleries?limit=101", "/galleries?language=de", "/prints?page=a",
                          "/prints/1?language=", "/prints/1?imageVersion=huge", "/galleries/1/prints?year=9999",
                          "/galleries/1/prints?technique=%00", "/galleries/x", "/galleries/0", "/site?language=xx"}) {
    const auto status = get(bad).status;
    EXPECT_TRUE(status == 400 || status == 404) << bad << " " << status;
  }
  EXPECT_EQ(content_.call_as("", "POST", "/api/v1/galleries").status, 405);
}

TEST_F(PublicApiTest, TellsThatItIsAliveAndReady) {
  EXPECT_EQ(content_.call_as("", "GET", "/healthz").status, 200);
  EXPECT_EQ(content_.call_as("", "GET", "/readyz").status, 200);
}

}  // namespace
}  // namespace copper::content
