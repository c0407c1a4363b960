#include <gtest/gtest.h>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

class NoticesTest : public testing::Test {
 protected:
  http::Response send(json::Object changes = {}) {
    json::Object notice{{"name", "Mia Ørsted"},    {"email", "mia@example.org"}, {"ground", "copyright"},
                        {"location", "The stair"}, {"reason", "It is mine."},    {"goodFaith", true},
                        {"accurate", true}};
    for (const auto& [name, value] : changes) notice[name] = value;
    return content_.call_as("", "POST", "/api/v1/notices", notice);
  }
  json::Object first() {
    return TestContent::object(content_.get("/api/v1/artist/notices")).at("notices").as_array().at(0).as_object();
  }
  http::Response act(const json::Value& action) {
    return content_.call("POST", "/api/v1/artist/notices/" + std::to_string(first().at("id").as_int64()) + "/actions",
                         action);
  }
  http::Response print_page(std::int64_t print) {
    return content_.call_as("", "GET", "/api/v1/prints/" + std::to_string(print));
  }

  TestContent content_;
};

TEST_F(NoticesTest, AreKeptAndMailedToTheArtistAndAcknowledged) {
  const auto sent = send({{"phone", "+45 12 34"}});
  ASSERT_EQ(sent.status, 201) << sent.body.view();
  const auto notice = first();
  EXPECT_EQ(notice.at("caseNumber"), TestContent::object(sent).at("caseNumber"));
  EXPECT_EQ(notice.at("name").as_string(), "Mia Ørsted");
  EXPECT_EQ(notice.at("state").as_string(), "open");
  content_.content.send_mail();
  ASSERT_EQ(content_.mail.size(), 2U);
  EXPECT_EQ(content_.mail[0].to, "astrid@example.org");
  EXPECT_EQ(content_.mail[0].reply_to, "mia@example.org");
  EXPECT_NE(content_.mail[0].text.find("It is mine."), std::string::npos);
  EXPECT_EQ(content_.mail[1].to, "mia@example.org");
  EXPECT_EQ(content_.mail[1].text.find("It is mine."), std::string::npos);
}

TEST_F(NoticesTest, OneAddressIsAcknowledgedThreeTimesADay) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(send({{"email", i % 2 == 0 ? "mia@example.org" : "MIA@example.org"}}).status, 201);
  content_.content.send_mail();
  EXPECT_EQ(content_.mail.size(), 5U + 3U);
}

TEST_F(NoticesTest, WhatIsWrongIsNamed) {
  const auto refused = send({{"name", ""}, {"email", "mia"}, {"ground", "taste"}, {"accurate", false}});
  EXPECT_EQ(refused.status, 400);
  for (const char* field : {"\"name\"", "\"email\"", "\"ground\"", "\"accurate\""}) {
    EXPECT_NE(refused.body.view().find(field), std::string::npos) << field;
  }
  EXPECT_EQ(send({{"email", "mia@example.org\r\nBcc: all@example.org"}}).status, 400);
  EXPECT_EQ(content_.count("notice"), 0);
  EXPECT_EQ(content_.count("outgoing_mail"), 0);
}

TEST_F(NoticesTest, ThePrintsArtistGetsIt) {
  content_.execute("INSERT INTO print (artist_id) SELECT id FROM artist WHERE username = 'bo'");
  EXPECT_EQ(send({{"printId", 1}}).status, 201);
  EXPECT_EQ(TestContent::object(content_.get("/api/v1/artist/notices")).at("totalCount").as_int64(), 0);
  EXPECT_EQ(content_.get("/api/v1/artist/notices/1").status, 403);
  EXPECT_EQ(content_.get("/api/v1/artist/notices/2").status, 404);
  content_.content.send_mail();
  EXPECT_EQ(content_.mail.at(0).to, "bo@example.org");
}

TEST_F(NoticesTest, HidingAPrintTakesItFromPagesAndStorage) {
  const auto print = content_.publish_print("Quinces");
  send({{"printId", print}});
  ASSERT_EQ(print_page(print).status, 200);
  const auto done = act({{"kind", "hide"}, {"text", "Hidden while we talk."}});
  ASSERT_EQ(done.status, 201) << done.body.view();
  EXPECT_EQ(print_page(print).status, 404);
  for (const auto& object : content_.objects()) EXPECT_FALSE(object.starts_with("images/public/")) << object;
  EXPECT_EQ(first().at("actions").at(0).at("printId").as_int64(), print);
  EXPECT_EQ(first().at("print").at("status").as_string(), "draft");
}

TEST_F(NoticesTest, APrintSaysWhichOpenNoticesConcernIt) {
  const auto named = content_.publish_print("Quinces");
  const auto hidden = content_.publish_print("Pears");
  send({{"printId", named}});
  const auto open = [&](std::int64_t print) { return content_.print(print).at("openNotices").as_array(); };
  const auto number = first().at("caseNumber");
  EXPECT_EQ(open(named), boost::json::array{number});
  EXPECT_TRUE(open(hidden).empty());
  act({{"kind", "hide"}, {"text", "This one, in truth."}, {"printId", hidden}});
  EXPECT_EQ(open(hidden), boost::json::array{number});
  act({{"kind", "close"}, {"text", "Settled."}});
  EXPECT_TRUE(open(named).empty());
  EXPECT_TRUE(open(hidden).empty());
}

TEST_F(NoticesTest, OnlyAPrintOfOnesOwnIsHidden) {
  send();
  EXPECT_EQ(act({{"kind", "hide"}, {"text", "x"}}).status, 400);
  EXPECT_EQ(act({{"kind", "hide"}, {"text", "x"}, {"printId", 1}}).status, 404);
  content_.execute("INSERT INTO print (artist_id) SELECT id FROM artist WHERE username = 'bo'");
  EXPECT_EQ(act({{"kind", "hide"}, {"text", "x"}, {"printId", 1}}).status, 403);
  EXPECT_EQ(content_.count("notice_action"), 0);
}

TEST_F(NoticesTest, AClosedNoticeTakesNothingUntilItIsReopened) {
  send();
  EXPECT_EQ(act({{"kind", "reopen"}, {"text", "x"}}).status, 409);
  EXPECT_EQ(act({{"kind", "close"}, {"text", "Settled."}}).status, 201);
  EXPECT_FALSE(first().at("closedAt").is_null());
  EXPECT_EQ(act({{"kind", "comment"}, {"text", "x"}}).status, 409);
  EXPECT_EQ(act({{"kind", "reopen"}, {"text", "A letter came."}}).status, 201);
  EXPECT_TRUE(first().at("closedAt").is_null());
  const auto actions = first();
  EXPECT_EQ(actions.at("actions").as_array().size(), 2U);
}

TEST_F(NoticesTest, AreFilteredByStateTheNewestFirst) {
  send({{"location", "first"}});
  act({{"kind", "close"}, {"text", "x"}});
  send({{"location", "second"}});
  EXPECT_EQ(first().at("location").as_string(), "second");
  const auto closed = TestContent::object(content_.get("/api/v1/artist/notices?state=closed"));
  EXPECT_EQ(closed.at("totalCount").as_int64(), 1);
  EXPECT_EQ(closed.at("notices").at(0).at("location").as_string(), "first");
  EXPECT_EQ(content_.get("/api/v1/artist/notices?state=lost").status, 400);
}

}  // namespace
}  // namespace copper::content
