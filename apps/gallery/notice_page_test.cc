#include "apps/gallery/gallery_fixture.h"

namespace copper::gallery {
namespace {

class NoticePage : public GalleryTest {
 protected:
  http::Response send(const std::string& path, const std::string& form) {
    http::Request request{.method = "POST", .target = path};
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.body = form;
    return handler(request);
  }
};

TEST_F(NoticePage, IsReachedFromEveryPageInBothLanguages) {
  EXPECT_TRUE(has(ask("/en/"), "href=\"/en/notice\""));
  EXPECT_TRUE(has(ask("/da/tryk"), "href=\"/da/anmeld\""));
  const auto page = ask("/da/anmeld");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "<form class=\"form\" method=\"post\" action=\"/da/anmeld\">"));
  EXPECT_TRUE(has(page, "to=en&amp;path=/en/notice") || has(page, "to=en&path=/en/notice"));
}

TEST_F(NoticePage, OfAPrintKnowsItsAddress) {
  EXPECT_TRUE(has(ask("/en/print/1-the-stair"), "href=\"/en/notice?print=1\""));
  EXPECT_TRUE(has(ask("/en/notice?print=1"), "/en/print/1"));
}

TEST_F(NoticePage, SendsWhatTheFormHoldsAndThanksWithTheCaseNumber) {
  const auto answer =
      send("/da/anmeld",
           "name=Mia+%C3%98rsted&email=mia%40example.org&ground=copyright&reason=Mit+v%C3%A6rk&goodFaith=yes"
           "&accurate=yes&location=Se+https%3A%2F%2Fprints.example%2Fda%2Ftryk%2F2-kragen%3Fgallery%3D5");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.get("Location"), "/da/anmeld?case=2024-0017");
  ASSERT_EQ(api.notices.size(), 1U);
  EXPECT_EQ(api.notices[0].at("name").as_string(), "Mia Ørsted");
  EXPECT_EQ(api.notices[0].at("language").as_string(), "da");
  EXPECT_EQ(api.notices[0].at("printId").as_int64(), 2);
  EXPECT_TRUE(api.notices[0].at("goodFaith").as_bool());
  EXPECT_TRUE(has(ask("/da/anmeld?case=2024-0017"), "2024-0017"));
  EXPECT_FALSE(has(ask("/da/anmeld?case=%3Cb%3E"), "&lt;b"));
}

TEST_F(NoticePage, SaysWhatIsWrongBesideTheFieldAndKeepsTheRest) {
  api.notice_answer = http::text_response(
      400, R"({"error":{"code":"BAD_REQUEST","message":"x","details":[{"field":"email","message":"x"}]}})");
  const auto page = send("/en/notice", "name=%3Cb%3EMia&email=mia&reason=Because");
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(has(page, "id=\"email-error\">Write an address like name@example.org."));
  EXPECT_TRUE(has(page, "value=\"&lt;b&gt;Mia\""));
  EXPECT_TRUE(has(page, ">Because</textarea>"));
  EXPECT_FALSE(has(page, "name-error"));
}

TEST_F(NoticePage, IsNeverKept) {
  EXPECT_EQ(ask("/en/notice").headers.get("Cache-Control"), "no-store");
  EXPECT_FALSE(lookup(get("/en/notice")));
}

TEST_F(NoticePage, KeepsWhatWasWrittenWhileTheApiDoesNotTakeIt) {
  ask("/en/notice");
  api.notice_answer = http::text_response(503, "{}");
  const auto page = send("/en/notice", "reason=Because");
  EXPECT_EQ(page.status, 503);
  EXPECT_TRUE(has(page, ">Because</textarea>"));
  api.notice_answer = http::text_response(429, "{}");
  api.notice_answer.headers.set("Retry-After", "7");
  EXPECT_EQ(send("/en/notice", "reason=Because").headers.get("Retry-After"), "7");
}

}  // namespace
}  // namespace copper::gallery
