#include "apps/studio/login.h"

#include <gtest/gtest.h>

#include "apps/studio/test_world.h"

namespace copper::studio {
namespace {

std::string location(const http::Response& response) {
  return std::string(response.headers.get("Location"));
}

http::Query query_of(const http::Response& redirect) {
  const std::string url = location(redirect);
  return http::Query::parse(url.substr(url.find('?') + 1));
}

TEST(Login, APageWithoutSessionLeadsToTheIssuer) {
  TestWorld world;
  const auto response = world.get("/prints/17");
  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(location(response).starts_with("http://localhost:8083/authorize?"));
  const auto query = query_of(response);
  EXPECT_EQ(query.get("response_type"), "code");
  EXPECT_EQ(query.get("client_id"), "studio");
  EXPECT_EQ(query.get("redirect_uri"), "http://localhost:8081/callback");
  EXPECT_EQ(query.get("code_challenge_method"), "S256");
  EXPECT_EQ(query.get("code_challenge").size(), 43U);
  EXPECT_EQ(query.get("nonce").size(), 43U);
  EXPECT_EQ(query.get("audience"), "copper-api");
  EXPECT_EQ(query.get("prompt"), "login");
}

TEST(Login, ComesBackToThePageThatWasAskedFor) {
  TestWorld world;
  EXPECT_EQ(location(world.sign_in("/prints/17?from=list")), "/prints/17?from=list");
  const auto page = world.get("/prints/17");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.text().find("Karen Blix"), std::string::npos);
  EXPECT_NE(page.body.text().find("data-id=\"17\""), std::string::npos);
}

TEST(Login, TwoTabsMaySignInAtTheSameTime) {
  TestWorld world;
  const std::string first = world.callback_of(world.get("/prints/1"));
  const std::string second = world.callback_of(world.get("/prints/2"));
  EXPECT_EQ(location(world.get(second)), "/prints/2");
  EXPECT_EQ(location(world.get(first)), "/prints/1");
}

TEST(Login, RefusesAStateThatIsNotOurs) {
  TestWorld world;
  std::string callback = world.callback_of(world.get("/"));
  callback += "x";
  const auto response = world.get(callback);
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(response.body.text().find("Sign in once more"), std::string::npos);
  EXPECT_EQ(world.cookies.count("studio_session"), 0U);
}

TEST(Login, RefusesAStateOfAnotherBrowser) {
  TestWorld world;
  const std::string callback = world.callback_of(world.get("/"));
  world.cookies.clear();
  EXPECT_EQ(world.get(callback).status, 400);
  world.cookies["studio_login"] = std::string(43, 'A');
  EXPECT_EQ(world.get(callback).status, 400);
}

TEST(Login, RefusesAnAttemptFromLongAgo) {
  TestWorld world;
  const std::string callback = world.callback_of(world.get("/"));
  world.now += std::chrono::minutes(31);
  EXPECT_EQ(world.get(callback).status, 400);
}

TEST(Login, RefusesAnIdTokenWithAnotherNonce) {
  TestWorld world;
  world.nonce_override = "somebody else's";
  EXPECT_EQ(world.sign_in().status, 401);
  EXPECT_EQ(world.cookies.count("studio_session"), 0U);
}

TEST(Login, RefusesAnIdTokenForAnotherClient) {
  TestWorld world;
  world.audience_of_id_token = "copper-api";
  EXPECT_EQ(world.sign_in().status, 401);
}

TEST(Login, ACodeWorksOnce) {
  TestWorld world;
  const std::string callback = world.callback_of(world.get("/"));
  EXPECT_EQ(world.get(callback).status, 303);
  world.cookies.erase("studio_session");
  EXPECT_EQ(world.get(callback).status, 401);
}

TEST(Login, TheBackButtonAfterSigningInLeadsToTheList) {
  TestWorld world;
  const std::string callback = world.callback_of(world.get("/galleries"));
  world.get(callback);
  EXPECT_EQ(location(world.get(callback)), "/");
}

TEST(Login, AnErrorOfTheIssuerIsAPageWithAWayOn) {
  TestWorld world;
  const auto state = std::string(query_of(world.get("/")).get("state"));
  const auto response = world.get("/callback?error=access_denied&state=" + state);
  EXPECT_EQ(response.status, 401);
  EXPECT_NE(response.body.text().find("href=\"/login\""), std::string::npos);
}

TEST(Login, AnIssuerThatIsDownIsSaidPlainly) {
  TestWorld world;
  world.issuer_down = true;
  const auto response = world.get("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.body.text().find("sign-in service does not answer"), std::string::npos);
}

TEST(Login, ReturnsOnlyToPagesOfTheStudio) {
  for (const auto* good : {"/", "/prints/3", "/galleries?x=1", "/signed-in"}) EXPECT_EQ(safe_return_to(good), good);
  for (const auto* bad : {"", "https://evil.example/", "//evil.example", "/\\evil.example", "/\tevil", "prints",
                          "/callback?code=1", "/logout", "/login", "javascript:alert(1)", "/a\r\nSet-Cookie: a=b"}) {
    EXPECT_EQ(safe_return_to(bad), "/") << bad;
  }
  EXPECT_EQ(safe_return_to("/" + std::string(2000, 'a')), "/");
}

TEST(Login, AnOpenRedirectIsRefused) {
  TestWorld world;
  for (const auto* target : {"/login?return_to=https%3A%2F%2Fevil.example%2F", "/login?return_to=%2F%2Fevil.example",
                             "/login?return_to=%2F%5Cevil.example"}) {
    EXPECT_EQ(location(world.get(world.callback_of(world.get(target)))), "/") << target;
  }
}

TEST(Login, SigningOutWithdrawsTheTokenAndEndsTheIssuersSession) {
  TestWorld world;
  world.sign_in();
  const auto stolen = world.cookies;
  const auto response = world.send("POST", "/logout");
  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(location(response).starts_with("http://localhost:8083/logout?"));
  EXPECT_EQ(query_of(response).get("post_logout_redirect_uri"), "http://localhost:8081/signed-out");
  EXPECT_FALSE(query_of(response).get("id_token_hint").empty());
  EXPECT_EQ(world.revoked, std::vector<std::string>{"refresh-2"});
  EXPECT_EQ(world.cookies.count("studio_session"), 0U);
  world.cookies = stolen;
  EXPECT_EQ(world.get("/").status, 303);
}

TEST(Login, ASessionThatWasEndedElsewhereIsOver) {
  TestWorld world;
  world.sign_in();
  world.session_ended = true;
  EXPECT_EQ(world.get("/api/v1/artist/prints").status, 401);
  EXPECT_FALSE(world.cookies.contains("studio_session"));
  EXPECT_EQ(world.revoked.size(), 1U);
}

TEST(Login, SigningOutTakesTheSessionFromTheList) {
  TestWorld world;
  world.sign_in();
  world.send("POST", "/logout");
  ASSERT_EQ(world.sessions_ended.size(), 1U);
  EXPECT_TRUE(world.sessions_ended[0].starts_with("/api/v1/artist/sessions/session-"));
}

TEST(Login, WhoIsNoArtistHereIsToldSo) {
  TestWorld world;
  world.session_status = 403;
  const auto page = world.sign_in();
  EXPECT_EQ(page.status, 403);
  EXPECT_NE(page.body.text().find("not an artist"), std::string::npos);
  EXPECT_FALSE(world.cookies.contains("studio_session"));
}

TEST(Login, AnotherSiteCannotSignTheArtistOut) {
  TestWorld world;
  world.sign_in();
  EXPECT_EQ(world.send("POST", "/logout", {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(world.get("/").status, 200);
}

TEST(Login, CookiesAreOutOfReachOfScriptsAndOtherSites) {
  for (const bool https : {false, true}) {
    TestWorld world(https ? "https://studio.example" : "http://localhost:8081");
    const auto response = world.sign_in();
    const std::string cookie(response.headers.get("Set-Cookie"));
    EXPECT_EQ(cookie.starts_with(https ? "__Host-studio_session=" : "studio_session="), true);
    EXPECT_NE(cookie.find("; HttpOnly"), std::string::npos);
    EXPECT_NE(cookie.find("; SameSite=Lax"), std::string::npos);
    EXPECT_NE(cookie.find("; Path=/"), std::string::npos);
    EXPECT_EQ(cookie.find("Domain"), std::string::npos);
    EXPECT_EQ(cookie.find("; Secure") != std::string::npos, https);
    EXPECT_EQ(response.headers.find("Strict-Transport-Security").has_value(), https);
  }
}

}  // namespace
}  // namespace copper::studio
