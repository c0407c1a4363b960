#include <gtest/gtest.h>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

class SiteTest : public testing::Test {
 protected:
  http::Response put(const json::Value& body) { return content_.call("PUT", "/api/v1/artist/site", body); }
  json::Object shown(const std::string& language) {
    return TestContent::object(content_.call_as("", "GET", "/api/v1/site?language=" + language));
  }

  TestContent content_;
};

TEST_F(SiteTest, IsShownInTheAskedLanguageElseInTheOther) {
  EXPECT_EQ(put({{"translations", {{"da", {{"siteTitle", "Kobber"}, {"about", "To\nlinjer"}}}}}}).status, 200);
  put({{"translations", {{"en", {{"about", "Two\nlines"}}}}}});
  const auto english = shown("en");
  EXPECT_EQ(english.at("siteTitle").as_string(), "Kobber");
  EXPECT_EQ(english.at("about").as_string(), "Two\nlines");
  EXPECT_EQ(english.at("fallbackFields"), (json::Array{"siteTitle"}));
  EXPECT_EQ(shown("da").at("about").as_string(), "To\nlinjer");
}

TEST_F(SiteTest, TheArtistsNameIsTheFirstArtistsUntilItIsSet) {
  EXPECT_EQ(shown("en").at("artistName").as_string(), "Astrid Holm");
  put({{"artistName", "A. Holm"}});
  EXPECT_EQ(shown("en").at("artistName").as_string(), "A. Holm");
}

TEST_F(SiteTest, TheWatermarkGoesToImaging) {
  EXPECT_EQ(TestContent::object(put({{"watermarkText", "AH"}})).at("watermarkText").as_string(), "AH");
  content_.make_print("Quinces");
  EXPECT_EQ(content_.process_requests.back().at("watermark").at("text").as_string(), "AH");
}

TEST_F(SiteTest, AChangeIsANewRevisionAndBadInputNone) {
  const auto revision = [&] { return content_.get("/api/v1/revision").body.text(); };
  const auto before = revision();
  EXPECT_EQ(put({{"watermarkText", std::string(101, 'x')}}).status, 400);
  EXPECT_EQ(put({{"watermarkPosition", "middle"}}).status, 400);
  EXPECT_EQ(put({{"watermarkSize", 11}}).status, 400);
  EXPECT_EQ(put({{"watermarkOpacity", 19}}).status, 400);
  EXPECT_EQ(put({{"translations", {{"de", {{"about", "x"}}}}}}).status, 400);
  EXPECT_EQ(content_.call_as("", "GET", "/api/v1/artist/site").status, 401);
  EXPECT_EQ(revision(), before);
  put({{"artistName", "A. Holm"}});
  EXPECT_NE(revision(), before);
}

}  // namespace
}  // namespace copper::content
