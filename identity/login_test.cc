#include <gtest/gtest.h>

#include <functional>

#include "identity/test_browser.h"
#include "platform/auth/signer.h"

namespace copper::identity {
namespace {

using LoginTest = ProviderTest;

TEST_F(LoginTest, TheWholeWayFromTheStudioAndBack) {
  Browser browser(handler);
  const auto asked = browser.get("/authorize?" + query_with({}));
  ASSERT_EQ(asked.status, 303);
  const std::string login(asked.headers.get("Location"));
  ASSERT_TRUE(login.starts_with("/login?"));
  const auto page = browser.get(login);
  ASSERT_EQ(page.status, 200);
  const auto back = browser.post(
      login, {{"form_token", input_of(page, "form_token")}, {"username", "Karen"}, {"password", kPassword}});
  ASSERT_EQ(back.status, 303);
  EXPECT_TRUE(back.headers.get("Location").starts_with(std::string(kRedirect) + "?"));
  EXPECT_EQ(returned(back, "state"), "st&te=1");
  EXPECT_EQ(returned(back, "iss"), kIssuer);
  const auto answer = exchange(returned(back, "code"));
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer).at("token_type"), "Bearer");
}

TEST_F(LoginTest, ASecondRequestOfTheSameBrowserNeedsNoPassword) {
  Browser browser(handler);
  log_in(browser, "karen", kPassword);
  EXPECT_FALSE(returned(browser.get("/authorize?" + query_with({})), "code").empty());
  EXPECT_TRUE(
      browser.get("/authorize?" + query_with({{"prompt", "login"}})).headers.get("Location").starts_with("/login?"));
  now += std::chrono::seconds(61);
  EXPECT_TRUE(
      browser.get("/authorize?" + query_with({{"max_age", "60"}})).headers.get("Location").starts_with("/login?"));
  EXPECT_FALSE(returned(browser.get("/authorize?" + query_with({{"max_age", "61"}})), "code").empty());
}

TEST_F(LoginTest, AClientThatPostsTooOftenIsToldToWait) {
  Identity limited({.db = db,
                    .issuer = kIssuer,
                    .clients = {},
                    .audience = "copper-api",
                    .login_budget = http::Budget{.per_second = 0.2, .burst = 2},
                    .clock = [this] { return now; }});
  Browser browser(limited.handler());
  EXPECT_NE(browser.post("/login", {}).status, 429);
  EXPECT_NE(browser.post("/token", {}).status, 429);
  const auto page = browser.post("/login", {});
  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(page.headers.get("Retry-After"), "5");
  EXPECT_TRUE(page.headers.get("Content-Type").starts_with("text/html"));
  EXPECT_EQ(json_of(browser.post("/token", {})).at("error").at("code"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(browser.get("/.well-known/jwks.json").status, 200);
  EXPECT_NE(Browser(limited.handler(), "192.0.2.2").post("/login", {}).status, 429);
  now += std::chrono::seconds(5);
  EXPECT_NE(browser.post("/login", {}).status, 429);
}

TEST_F(LoginTest, ASessionEndsWhenIdleAndAfterADay) {
  Browser browser(handler);
  log_in(browser, "karen", kPassword);
  const auto is_logged_in = [&] { return !returned(browser.get("/authorize?" + query_with({})), "code").empty(); };
  now += std::chrono::minutes(29);
  EXPECT_TRUE(is_logged_in());
  now += std::chrono::minutes(31);
  EXPECT_FALSE(is_logged_in());
  log_in(browser, "karen", kPassword);
  for (int i = 0; i < 19; ++i) {
    now += std::chrono::minutes(25);
    ASSERT_TRUE(is_logged_in()) << i;
  }
  now += std::chrono::minutes(10);
  EXPECT_FALSE(is_logged_in());
}

TEST_F(LoginTest, PromptNoneShowsNoPage) {
  const auto answer = Browser(handler).get("/authorize?" + query_with({{"prompt", "none"}}));
  EXPECT_EQ(returned(answer, "error"), "login_required");
  EXPECT_EQ(returned(answer, "state"), "st&te=1");
}

TEST_F(LoginTest, AuthorizeTakesAFormAsWell) {
  EXPECT_TRUE(Browser(handler).post("/authorize", request_fields()).headers.get("Location").starts_with("/login?"));
}

TEST_F(LoginTest, UnknownNamesAndWrongPasswordsAreAnsweredAlike) {
  const auto without_token = [](std::string html) {
    const auto at = html.find("name=\"form_token\"");
    return html.erase(at, html.find('>', at) - at);
  };
  Browser a(handler, "192.0.2.1");
  Browser b(handler, "192.0.2.2");
  auto wrong = log_in(a, "karen", "not this one at all");
  auto unknown = log_in(b, "kirsten", "not this one at all");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(unknown.status, 403);
  std::string other = without_token(unknown.body.text());
  for (auto at = other.find("kirsten"); at != std::string::npos; at = other.find("kirsten"))
    other.replace(at, 7, "karen");
  EXPECT_EQ(without_token(wrong.body.text()), other);
}

TEST_F(LoginTest, TheLimitHoldsForKnownAndUnknownNamesAndEvenForTheRightPassword) {
  for (const char* name : {"karen", "kirsten"}) {
    Browser browser(handler, std::string("192.0.2.") + (name[1] == 'a' ? "1" : "2"));
    for (int i = 0; i < 6; ++i) EXPECT_EQ(log_in(browser, name, "not this one at all").status, 403);
    const auto refused = log_in(browser, name, kPassword);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "2");
  }
  now += std::chrono::seconds(2);
  Browser browser(handler);
  EXPECT_EQ(log_in(browser, "karen", kPassword).status, 303);
}

TEST_F(LoginTest, AFormOfAnotherSiteIsNotTaken) {
  const std::string target = "/login?" + query_with({});
  const Fields form = {{"username", "karen"}, {"password", kPassword}};
  EXPECT_EQ(Browser(handler).post(target, form).status, 403);

  Browser victim(handler);
  Browser attacker(handler);
  victim.get(target);
  Fields forged = form;
  forged["form_token"] = input_of(attacker.get(target), "form_token");
  EXPECT_EQ(victim.post(target, forged).status, 403);

  forged["form_token"] = input_of(victim.get(target), "form_token");
  victim.headers.set("Origin", "http://evil.test");
  EXPECT_EQ(victim.post(target, forged).status, 403);
  victim.headers.set("Origin", kIssuer);
  EXPECT_EQ(victim.post(target, forged).status, 303);
}

TEST_F(LoginTest, WhoeverPlantsASessionCookieDoesNotShareTheSession) {
  Browser browser(handler);
  browser.cookies["copper_identity"] = std::string(43, 'A');
  log_in(browser, "karen", kPassword);
  EXPECT_NE(browser.cookies["copper_identity"], std::string(43, 'A'));
  Browser attacker(handler);
  attacker.cookies["copper_identity"] = std::string(43, 'A');
  EXPECT_TRUE(attacker.get("/authorize?" + query_with({})).headers.get("Location").starts_with("/login?"));
}

TEST_F(LoginTest, UnregisteredClientsAndAddressesGetAPageAndNeverARedirect) {
  for (const Fields& bad :
       {Fields{{"client_id", "other"}}, Fields{{"redirect_uri", "https://evil.test/callback"}},
        Fields{{"redirect_uri", std::string(kRedirect) + "\r\nSet-Cookie: a=b"}}, Fields{{"redirect_uri", "-"}}}) {
    for (const char* path : {"/authorize?", "/login?", "/password?"}) {
      const auto answer = Browser(handler).get(path + query_with(bad));
      EXPECT_EQ(answer.status, 400);
      EXPECT_FALSE(answer.headers.find("Location"));
      EXPECT_TRUE(answer.headers.get("Content-Type").starts_with("text/html"));
    }
  }
}

TEST_F(LoginTest, OtherFaultsGoToTheClient) {
  const auto answer = Browser(handler).get("/authorize?" + query_with({{"code_challenge", "-"}}));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(returned(answer, "error"), "invalid_request");
  EXPECT_EQ(returned(answer, "state"), "st&te=1");
}

TEST_F(LoginTest, NothingOfTheRequestReachesAHeaderOrAPageUnescaped) {
  Browser browser(handler);
  const std::string hostile = "\"><script>alert(1)</script>\r\nX-Injected: 1";
  const auto back = log_in(browser, "karen", kPassword, {{"state", hostile}});
  EXPECT_EQ(returned(back, "state"), hostile);
  EXPECT_EQ(back.headers.get("Location").find_first_of("\r\n<>\""), std::string_view::npos);
  const auto error = Browser(handler).get("/authorize?" + query_with({{"prompt", "none"}, {"state", hostile}}));
  EXPECT_FALSE(error.headers.find("X-Injected"));

  for (const auto& page : {Browser(handler).get("/login?" + query_with({{"state", hostile}})),
                           log_in(browser, hostile, "x", {{"nonce", hostile}}),
                           Browser(handler).get("/authorize?" + query_with({{"client_id", hostile}})),
                           Browser(handler).get("/authorize?" + query_with({{"redirect_uri", hostile}})),
                           Browser(handler).get("/<script>alert(1)</script>"),
                           Browser(handler).get("/logout?post_logout_redirect_uri=" + http::percent_encode(hostile))}) {
    EXPECT_EQ(page.body.text().find("<script"), std::string::npos);
    EXPECT_FALSE(page.headers.find("X-Injected"));
  }
}

TEST_F(LoginTest, PagesAreProtected) {
  Browser browser(handler);
  const auto page = browser.get("/login?" + query_with({}));
  const std::string_view policy = page.headers.get("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string_view::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string_view::npos);
  EXPECT_NE(policy.find("form-action 'self' http://localhost:8081 http://localhost:9000;"), std::string_view::npos);
  EXPECT_EQ(page.headers.get("X-Frame-Options"), "DENY");
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(page.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.body.text().find("style="), std::string::npos);
  EXPECT_EQ(page.body.text().find("<script"), std::string::npos);
}

TEST_F(LoginTest, OnHttpsCookiesAreSecureAndBoundToTheHost) {
  Identity secure({.db = db,
                   .issuer = "https://id.example",
                   .clients = {{.id = "studio", .redirect_uris = {kRedirect}, .post_logout_uris = {}}},
                   .audience = "copper-api"});
  const auto page = Browser(secure.handler()).get("/login?" + query_with({}));
  const std::string_view cookie = page.headers.get("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-copper_identity_form="));
  EXPECT_NE(cookie.find("; Path=/; HttpOnly; SameSite=Lax; Secure"), std::string_view::npos);
  EXPECT_TRUE(page.headers.find("Strict-Transport-Security"));
}

TEST_F(LoginTest, ATemporaryPasswordIsChangedBeforeAnythingElse) {
  identity.set_password("karen", "only for today", true);
  Browser browser(handler);
  const auto first = log_in(browser, "karen", "only for today");
  ASSERT_EQ(first.status, 303);
  const std::string target(first.headers.get("Location"));
  ASSERT_TRUE(target.starts_with("/password?"));
  EXPECT_TRUE(browser.get("/authorize?" + query_with({})).headers.get("Location").starts_with("/password?"));

  const std::string token = input_of(browser.get(target), "form_token");
  const auto attempt = [&](const std::string& password, const std::string& repeated) {
    return browser.post(target, {{"form_token", token}, {"password", password}, {"repeated", repeated}});
  };
  EXPECT_EQ(attempt("too short", "too short").status, 400);
  EXPECT_EQ(attempt("burin and burnisher", "burin and scraper").status, 400);
  EXPECT_EQ(attempt("only for today", "only for today").status, 400);
  EXPECT_EQ(Browser(handler).post(target, {{"password", "burin and burnisher"}}).headers.get("Location").find("code="),
            std::string_view::npos);
  const auto done = attempt("burin and burnisher", "burin and burnisher");
  EXPECT_EQ(exchange(returned(done, "code")).status, 200);
  // Without a temporary password the page is of no use to anyone.
  EXPECT_TRUE(browser.get(target).headers.get("Location").starts_with("/authorize?"));
}

}  // namespace
}  // namespace copper::identity
