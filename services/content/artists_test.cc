#include <gtest/gtest.h>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

class ArtistsTest : public testing::Test {
 protected:
  http::Response call(const char* method, const std::string& target, const json::Value& body = nullptr) {
    return content_.call_as(token_of("root", "admin"), method, "/api/v1/admin/artists" + target, body);
  }
  const json::Object carla_ = {{"username", "carla"},
                               {"email", "carla@example.org"},
                               {"firstName", "Carla"},
                               {"lastName", "Åberg"},
                               {"defaultLanguage", "da"}};
  TestContent content_;
};

TEST_F(ArtistsTest, AreCreatedReadChangedAndDeleted) {
  const auto created = call("POST", "", carla_);
  ASSERT_EQ(created.status, 201);
  const auto artist = TestContent::object(created);
  for (const auto& [name, value] : carla_) EXPECT_EQ(artist.at(name), value) << name;
  EXPECT_TRUE(artist.at("keycloakId").is_null());
  EXPECT_TRUE(artist.at("lastIndexed").is_null());
  const std::string path = "/" + std::to_string(artist.at("id").as_int64());
  EXPECT_EQ(TestContent::object(call("PUT", path, {{"firstName", "Karla"}})).at("firstName").as_string(), "Karla");
  EXPECT_EQ(TestContent::object(call("GET", path)).at("lastName").as_string(), "Åberg");
  EXPECT_EQ(TestContent::object(call("GET", "")).at("totalCount").as_int64(), 3);
  EXPECT_EQ(call("DELETE", path).status, 204);
  EXPECT_EQ(call("GET", path).status, 404);
  EXPECT_EQ(call("DELETE", path).status, 404);
  EXPECT_EQ(call("PUT", path, {{"firstName", "Karla"}}).status, 404);
}

TEST_F(ArtistsTest, ANewNameIsWrittenIntoImagesAndPages) {
  content_.publish_print("Quinces");
  const auto path = "/" + std::to_string(TestContent::object(call("GET", "")).at("artists").at(0).at("id").as_int64());
  const auto revision = content_.get("/api/v1/revision").body.text();
  call("PUT", path, {{"email", "other@example.org"}});
  EXPECT_EQ(content_.count("image_job WHERE state = 'queued'"), 0);
  EXPECT_EQ(content_.get("/api/v1/revision").body.text(), revision);
  call("PUT", path, {{"lastName", "Lund"}});
  EXPECT_EQ(content_.count("image_job WHERE state = 'queued'"), 1);
  EXPECT_NE(content_.get("/api/v1/revision").body.text(), revision);
}

TEST_F(ArtistsTest, OnlyAnAdminMayTouchThem) {
  EXPECT_EQ(content_.call_as("", "GET", "/api/v1/admin/artists").status, 401);
  EXPECT_EQ(content_.get("/api/v1/admin/artists").status, 403);
}

TEST_F(ArtistsTest, NamesAreUnique) {
  call("POST", "", carla_);
  auto other = carla_;
  other["email"] = "other@example.org";
  other["username"] = "CARLA";
  EXPECT_EQ(call("POST", "", other).status, 409);
  other["username"] = "other";
  other["email"] = "Carla@Example.org";
  EXPECT_EQ(call("POST", "", other).status, 409);
}

TEST_F(ArtistsTest, BadFieldsAreNamed) {
  for (const char* name : {"username", "email", "firstName", "lastName"}) {
    auto body = carla_;
    body.erase(name);
    EXPECT_EQ(call("POST", "", body).status, 400) << name;
    body[name] = "";
    EXPECT_EQ(call("POST", "", body).status, 400) << name;
  }
  for (const char* email : {"carla", "@example.org", "carla@", "car la@example.org"}) {
    auto body = carla_;
    body["email"] = email;
    EXPECT_EQ(call("POST", "", body).status, 400) << email;
  }
}

TEST_F(ArtistsTest, WhoHasPrintsIsNotDeleted) {
  content_.make_print("Quinces");
  EXPECT_EQ(call("DELETE", "/1").status, 409);
}

TEST_F(ArtistsTest, WhoIsDeletedLeavesNoUploads) {
  content_.artist_token = token_of("second", "artist");
  content_.send_file("begun.jpg", jpeg_bytes(600, 400, 1));
  content_.complete(content_.send_file("complete.jpg", jpeg_bytes(600, 400, 2)));
  EXPECT_EQ(call("DELETE", "/2").status, 204);
  content_.content.sweep();
  EXPECT_EQ(content_.count("upload"), 0);
  EXPECT_TRUE(content_.objects().empty());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(content_.root)) {
    EXPECT_FALSE(entry.is_regular_file()) << entry.path();  // parts, too
  }
}

TEST_F(ArtistsTest, AnAccountIsLinkedByItsUserName) {
  const auto id = TestContent::object(call("POST", "", carla_)).at("id").as_int64();
  EXPECT_EQ(content_.content.ensure_artist("carla-subject", "Carla", "carla@example.org", "Carla", "Åberg"), id);
  EXPECT_EQ(content_.content.ensure_artist("carla-subject", "Carla", "carla@example.org", "Carla", "Åberg"), id);
  EXPECT_EQ(TestContent::object(call("GET", "/" + std::to_string(id))).at("keycloakId").as_string(), "carla-subject");
}

}  // namespace
}  // namespace copper::content
