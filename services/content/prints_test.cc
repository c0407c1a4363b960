#include <gtest/gtest.h>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "services/content/test_content.h"

namespace copper::content {
namespace {

class PrintsTest : public testing::Test {
 protected:
  static std::string path(std::int64_t print) { return "/api/v1/artist/prints/" + std::to_string(print); }
  http::Response put(std::int64_t print, const json::Value& body) { return content_.call("PUT", path(print), body); }
  std::vector<std::string> titles(const std::string& query) {
    std::vector<std::string> found;
    const auto list = TestContent::object(content_.get("/api/v1/artist/prints" + query));
    for (const auto& print : list.at("prints").as_array()) {
      found.emplace_back(print.at("title").as_string());
    }
    return found;
  }

  TestContent content_;
};

using Titles = std::vector<std::string>;

TEST_F(PrintsTest, APrintIsMadeOfAnUploadAndATitle) {
  const auto upload = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  content_.complete(upload);
  const auto response =
      content_.call("POST", "/api/v1/artist/prints", {{"uploadId", upload}, {"title", "Kvæder på en tallerken"}});
  ASSERT_EQ(response.status, 202);
  const auto print = TestContent::object(response);
  EXPECT_EQ(print.at("title").as_string(), "Kvæder på en tallerken");
  EXPECT_EQ(print.at("imageProcessingStatus").as_string(), "processing");
  EXPECT_EQ(print.at("baseImageId").as_string(), upload);
  EXPECT_EQ(print.at("status").as_string(), "draft");
  EXPECT_EQ(print.at("originalFileName").as_string(), "plate.jpg");
  EXPECT_EQ(print.at("version").as_int64(), 1);
  EXPECT_EQ(content_.get(path(print.at("id").as_int64())).body.text(), response.body.text());
}

TEST_F(PrintsTest, EveryFieldComesBackAsItWasGiven) {
  const json::Object fields = {
      {"artistName", "Astrid Holm"},
      {"year", 2023},
      {"medium", "Intaglio"},
      {"technique", "Etching"},
      {"plateType", "Copper"},
      {"paperType", "Hahnemühle 300 g"},
      {"inkType", "Charbonnel"},
      {"printingPress", "Geismar"},
      {"dimensions", "irregular"},
      {"plateHeightMm", 245},
      {"plateWidthMm", 320.5},
      {"sheetHeightMm", 380},
      {"sheetWidthMm", 540},
      {"editionInfo", "5/50"},
      {"editionSize", 50},
      {"styleMovement", "Realism"},
      {"location", "Drawer 4"},
      {"notes", "First\nsecond"},
      {"availability", "on_loan"},
      {"price", 2500.5},
      {"currency", "EUR"},
      {"focus", {{"x", 0.25}, {"y", 1}}},
      {"translations",
       {{"en",
         {{"title", "Quinces"},
          {"description", "On a plate"},
          {"statement", "S"},
          {"subject", "Still life"},
          {"provenance", "P"},
          {"exhibitionHistory", "E"},
          {"conservation", "C"},
          {"purchaseInfo", "B"},
          {"copyright", "©"},
          {"tags", {"fruit", "autumn"}}}},
        {"da", {{"title", "Kvæder 🍐"}, {"description", nullptr}, {"tags", {"frugt", "efterår"}}}}}},
  };
  const auto id = content_.make_print("Quinces", fields);
  auto print = content_.print(id);
  for (const auto& [name, value] : fields) {
    if (name == "translations") continue;
    EXPECT_EQ(print.at(name), value) << name;
  }
  EXPECT_EQ(print.at("translations").at("en"), fields.at("translations").at("en"));
  EXPECT_EQ(print.at("translations").at("da").at("title").as_string(), "Kvæder 🍐");
  EXPECT_EQ(print.at("translations").at("da").at("tags"), (json::Array{"frugt", "efterår"}));
  // What was read can be written as it is.
  EXPECT_EQ(put(id, print).status, 200);
  auto again = content_.print(id);
  for (auto* one : {&print, &again}) {
    for (const char* changes : {"version", "updatedAt"}) one->erase(changes);
  }
  EXPECT_EQ(again, print);
}

TEST_F(PrintsTest, OnlyFieldsThatArePresentChange) {
  const auto id = content_.make_print("Quinces", {{"technique", "Etching"}, {"year", 2020}, {"price", 10}});
  const auto changed = TestContent::object(put(id, {{"year", 2021}, {"price", nullptr}}));
  EXPECT_EQ(changed.at("technique").as_string(), "Etching");
  EXPECT_EQ(changed.at("year").as_int64(), 2021);
  EXPECT_TRUE(changed.at("price").is_null());
  EXPECT_EQ(changed.at("title").as_string(), "Quinces");
  EXPECT_EQ(changed.at("version").as_int64(), 2);
}

TEST_F(PrintsTest, NothingIsSaidOfAnAvailabilityThatNobodyChose) {
  const auto id = content_.publish_print("Quinces");
  const auto said = [&](const json::Object& print) { return print.at("availability"); };
  const auto in_public = [&] {
    return said(TestContent::object(content_.get("/api/v1/prints/" + std::to_string(id))));
  };
  EXPECT_TRUE(said(content_.print(id)).is_null());
  EXPECT_TRUE(in_public().is_null());
  put(id, {{"availability", "sold"}});
  EXPECT_EQ(in_public(), "sold");
  put(id, {{"availability", nullptr}});
  EXPECT_TRUE(said(content_.print(id)).is_null());
  EXPECT_TRUE(in_public().is_null());
}

TEST_F(PrintsTest, OlderFieldNamesAreUnderstood) {
  const auto id = content_.make_print("Quinces", {{"artist_name", "A"}, {"style_movement", "S"}});
  EXPECT_EQ(content_.print(id).at("artistName").as_string(), "A");
  EXPECT_EQ(content_.print(id).at("styleMovement").as_string(), "S");
}

TEST_F(PrintsTest, ASizeInWordsIsOneInNumbersToo) {
  const auto id = content_.make_print("Quinces", {{"dimensions", "24,5 x 32 cm"}});
  auto print = content_.print(id);
  EXPECT_EQ(print.at("dimensions").as_string(), "24,5 x 32 cm");
  EXPECT_EQ(print.at("plateHeightMm").as_int64(), 245);
  EXPECT_EQ(print.at("plateWidthMm").as_int64(), 320);
  print = TestContent::object(put(id, {{"plateWidthMm", 330}}));
  EXPECT_EQ(print.at("dimensions").as_string(), "245 × 330 mm");
  print = TestContent::object(put(id, {{"dimensions", "irregular"}}));
  EXPECT_TRUE(print.at("plateHeightMm").is_null() && print.at("plateWidthMm").is_null());
  EXPECT_EQ(print.at("dimensions").as_string(), "irregular");
}

TEST_F(PrintsTest, BadFieldsAreNamedTogether) {
  const auto id = content_.make_print("Quinces");
  const auto bad = put(id, {{"year", 1399}, {"price", -1}, {"availability", "lost"}, {"title", "a\u0001"}});
  EXPECT_EQ(bad.status, 400);
  for (const char* field : {"year", "price", "availability", "title"}) {
    EXPECT_NE(TestContent::message(bad).find("\"field\":\"" + std::string(field)), std::string::npos) << field;
  }
  for (const json::Value& body : std::initializer_list<json::Value>{{{"year", 2101}},
                                                                    {{"year", "2020"}},
                                                                    {{"year", 2020.5}},
                                                                    {{"plateHeightMm", 0}},
                                                                    {{"plateHeightMm", 10001}},
                                                                    {{"editionSize", 0}},
                                                                    {{"currency", "kr"}},
                                                                    {{"currency", "dkk"}},
                                                                    {{"focus", {{"x", 2}, {"y", 0}}}},
                                                                    {{"focus", {{"x", 0.5}}}},
                                                                    {{"tags", "fruit"}},
                                                                    {{"tags", {""}}},
                                                                    {{"tags", {7}}},
                                                                    {{"status", "public"}},
                                                                    {{"title", std::string(201, 'x')}},
                                                                    {{"technique", "two\nlines"}},
                                                                    {{"price", 1e300}},
                                                                    {{"translations", {{"en", {{"title", 7}}}}}},
                                                                    {{"translations", {{"de", {{"title", "x"}}}}}},
                                                                    {{"language", "de"}, {"title", "x"}}}) {
    EXPECT_EQ(put(id, body).status, 400) << boost::json::serialize(body);
  }
  EXPECT_EQ(content_.print(id).at("version").as_int64(), 1);
  http::Request text{.method = "PUT", .target = path(id), .body = std::string("{}")};
  text.headers.set("Authorization", "Bearer " + content_.artist_token);
  EXPECT_EQ(content_.handler(text).status, 415);
  text.headers.set("Content-Type", "application/json");
  text.body = std::string("{");
  EXPECT_EQ(content_.handler(text).status, 400);
}

TEST_F(PrintsTest, NeedsATitleAndACompleteUploadOfTheArtist) {
  const auto post = [&](const json::Value& body) {
    return content_.call("POST", "/api/v1/artist/prints", body).status;
  };
  const auto upload = content_.send_file("plate.jpg", jpeg_bytes(600, 400));
  EXPECT_EQ(post({{"uploadId", upload}, {"title", "Quinces"}}), 409);
  content_.complete(upload);
  EXPECT_EQ(post({{"title", "Quinces"}}), 400);
  EXPECT_EQ(post({{"uploadId", upload}}), 400);
  EXPECT_EQ(post({{"uploadId", "7"}, {"title", "Quinces"}}), 400);
  EXPECT_EQ(post({{"uploadId", "00000000-0000-4000-8000-000000000000"}, {"title", "Quinces"}}), 400);
  EXPECT_EQ(content_
                .call_as(token_of("second", "artist"), "POST", "/api/v1/artist/prints",
                         {{"uploadId", upload}, {"title", "Quinces"}})
                .status,
            403);
  EXPECT_EQ(content_.count("print"), 0);
  EXPECT_EQ(post({{"uploadId", upload}, {"title", "Quinces"}}), 202);
  EXPECT_EQ(post({{"uploadId", upload}, {"title", "Quinces"}}), 409);
  EXPECT_EQ(content_.count("print"), 1);
}

TEST_F(PrintsTest, ListsAreFilteredAndPaged) {
  const auto a = content_.make_print("A", {{"technique", "Etching"}, {"year", 2020}, {"plateType", "Copper"}});
  const auto b = content_.make_print("B", {{"technique", "Drypoint"}, {"year", 2020}, {"paperType", "Laid"}});
  content_.publish_print("C", {{"technique", "Etching"}, {"year", 2021}});
  const auto gallery = content_.make_gallery("Sea");
  content_.call("POST", "/api/v1/artist/galleries/" + std::to_string(gallery) + "/prints/" + std::to_string(b));
  EXPECT_EQ(titles(""), (Titles{"C", "B", "A"}));
  EXPECT_EQ(titles("?technique=Etching"), (Titles{"C", "A"}));
  EXPECT_EQ(titles("?technique=Etching&year=2020"), (Titles{"A"}));
  EXPECT_EQ(titles("?plateType=Copper"), (Titles{"A"}));
  EXPECT_EQ(titles("?paperType=Laid"), (Titles{"B"}));
  EXPECT_EQ(titles("?status=published"), (Titles{"C"}));
  EXPECT_EQ(titles("?imageStatus=processing"), (Titles{"B", "A"}));
  EXPECT_EQ(titles("?galleryId=" + std::to_string(gallery)), (Titles{"B"}));
  EXPECT_EQ(titles("?ids=" + std::to_string(a) + "," + std::to_string(b)), (Titles{"B", "A"}));
  EXPECT_EQ(titles("?limit=1&page=2"), (Titles{"B"}));
  EXPECT_EQ(titles("?page=1000000000"), Titles{});
  const std::string sha256 = base::to_hex(base::sha256(jpeg_bytes(640, 480, 77)));
  EXPECT_EQ(titles("?originalSha256=" + sha256), Titles{});
  const auto upload = content_.send_file("a.jpg", jpeg_bytes(640, 480, 77));
  content_.complete(upload);
  ASSERT_EQ(content_.call("POST", "/api/v1/artist/prints", {{"uploadId", upload}, {"title", "D"}}).status, 202);
  EXPECT_EQ(titles("?originalSha256=" + sha256), (Titles{"D"}));
  EXPECT_EQ(content_.get("/api/v1/artist/prints?originalSha256=" + sha256.substr(1)).status, 400);
  EXPECT_EQ(titles("?technique=%27%3B%20DROP%20TABLE%20print"), Titles{});
  for (const char* bad :
       {"?year=1", "?status=x", "?imageStatus=x", "?ids=1,x", "?ids=,", "?technique=%00", "?technique=%FF"}) {
    EXPECT_EQ(content_.get(std::string("/api/v1/artist/prints") + bad).status, 400) << bad;
  }
  EXPECT_EQ(content_.get("/api/v1/artist/prints?galleryId=999").status, 404);
}

TEST_F(PrintsTest, OnlyTheirArtistMayTouchThem) {
  const auto id = content_.make_print("Quinces");
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    const json::Value body = std::string_view(method) == "PUT" ? json::Value({{"title", "x"}}) : json::Value(nullptr);
    EXPECT_EQ(content_.call_as(token_of("second", "artist"), method, path(id), body).status, 403) << method;
    EXPECT_EQ(content_.call_as("", method, path(id), body).status, 401) << method;
    EXPECT_EQ(content_.call(method, path(999), body).status, 404) << method;
  }
  EXPECT_EQ(content_.call("PATCH", path(id)).status, 405);
  EXPECT_EQ(content_.get("/api/v1/artist/prints/abc").status, 404);
}

TEST_F(PrintsTest, AnOldVersionIsNotOverwritten) {
  const auto id = content_.make_print("Quinces");
  const auto send = [&](const char* method, const std::string& if_match) {
    return content_.call_as(content_.artist_token, method, path(id), {{"year", 2020}}, {{"If-Match", if_match}}).status;
  };
  EXPECT_EQ(send("PUT", "\"1\""), 200);
  EXPECT_EQ(send("PUT", "\"1\""), 412);
  EXPECT_EQ(send("DELETE", "\"1\""), 412);
  EXPECT_EQ(send("DELETE", "\"2\""), 204);
}

TEST_F(PrintsTest, DeletingLeavesNothing) {
  const auto id = content_.publish_print("Quinces", {{"tags", {"fruit"}}});
  content_.make_print("Kept");
  const auto kept = content_.count("print");
  EXPECT_EQ(content_.call("DELETE", path(id)).status, 204);
  EXPECT_EQ(content_.count("print"), kept - 1);
  for (const char* table : {"image_version", "exif", "print_tag", "image WHERE state = 'completed'"}) {
    EXPECT_EQ(content_.count(table), 0) << table;
  }
  EXPECT_EQ(content_.objects().size(), 1u);  // the kept one's original
}

TEST_F(PrintsTest, TagsAreOneVocabularyPerLanguage) {
  const auto a = content_.make_print("A", {{"tags", {"Fruit", "autumn", "fruit"}}});
  content_.make_print("B", {{"tags", {"fruit"}}});
  EXPECT_EQ(content_.count("tag"), 2);
  put(a, {{"tags", {"autumn"}}});
  EXPECT_EQ(content_.print(a).at("translations").at("en").at("tags"), (json::Array{"autumn"}));
}

}  // namespace
}  // namespace copper::content
