#include <gtest/gtest.h>

#include "identity/test_browser.h"
#include "platform/auth/signer.h"

namespace copper::identity {
namespace {

class LogoutTest : public ProviderTest {
 protected:
  Browser browser{handler};
  boost::json::object issued = json_of(exchange(code_for(browser)));

  std::string target(const Fields& fields) { return "/logout?" + encoded(fields); }
  std::string hint() { return std::string(issued.at("id_token").as_string()); }
  bool logged_in() { return !returned(browser.get("/authorize?" + query_with({})), "code").empty(); }
};

TEST_F(LogoutTest, WithTheIdTokenItEndsSessionAndGrantAndGoesBack) {
  const auto answer =
      browser.get(target({{"id_token_hint", hint()}, {"post_logout_redirect_uri", kSignedOut}, {"state", "a b"}}));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.get("Location"), std::string(kSignedOut) + "?state=a%20b");
  EXPECT_FALSE(logged_in());
  EXPECT_EQ(refresh(issued.at("refresh_token").as_string()).status, 400);
}

TEST_F(LogoutTest, AnOldIdTokenStillServes) {
  now += std::chrono::hours(24 * 10);
  EXPECT_EQ(browser.get(target({{"id_token_hint", hint()}, {"post_logout_redirect_uri", kSignedOut}})).status, 303);
  EXPECT_EQ(refresh(issued.at("refresh_token").as_string()).status, 400);
}

TEST_F(LogoutTest, WithoutAHintThePersonIsAsked) {
  const Fields fields = {{"client_id", "studio"}, {"post_logout_redirect_uri", kSignedOut}};
  const auto asked = browser.get(target(fields));
  EXPECT_EQ(asked.status, 200);
  EXPECT_TRUE(logged_in());
  EXPECT_EQ(browser.post("/logout", fields).status, 200) << "another site's form is no answer";
  EXPECT_TRUE(logged_in());
  Fields answer = fields;
  answer["form_token"] = input_of(asked, "form_token");
  EXPECT_EQ(browser.post("/logout", answer).headers.get("Location"), kSignedOut);
  EXPECT_FALSE(logged_in());
}

TEST_F(LogoutTest, AForgedHintIsNoHint) {
  const auto forged = auth::Signer::generate().sign(
      {{"iss", kIssuer}, {"sub", subject}, {"aud", "studio"}, {"auth_time", 1}, {"sid", "x"}});
  EXPECT_EQ(browser.get(target({{"id_token_hint", forged}})).status, 200);
  EXPECT_TRUE(logged_in());
}

TEST_F(LogoutTest, ItForwardsToRegisteredAddressesOnly) {
  for (const char* uri : {"https://evil.test/", "http://localhost:8081/signed-out/", "//evil.test", kRedirect}) {
    const auto answer = browser.get(target({{"id_token_hint", hint()}, {"post_logout_redirect_uri", uri}}));
    EXPECT_EQ(answer.status, 400) << uri;
    EXPECT_FALSE(answer.headers.find("Location")) << uri;
  }
  EXPECT_EQ(browser.get(target({{"post_logout_redirect_uri", kSignedOut}})).status, 400) << "whose address?";
  EXPECT_EQ(
      browser.get(target({{"id_token_hint", hint()}, {"client_id", "press"}, {"post_logout_redirect_uri", kSignedOut}}))
          .status,
      400);
  EXPECT_TRUE(logged_in());
}

TEST_F(LogoutTest, ANobodyIsLoggedOutAlready) {
  Browser nobody(handler);
  EXPECT_EQ(nobody.get("/logout").status, 200);
  EXPECT_EQ(nobody.get(target({{"client_id", "studio"}, {"post_logout_redirect_uri", kSignedOut}})).status, 303);
}

}  // namespace
}  // namespace copper::identity
