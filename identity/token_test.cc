#include <gtest/gtest.h>

#include "identity/test_browser.h"
#include "platform/auth/jwt.h"

namespace copper::identity {
namespace {

class TokenTest : public ProviderTest {
 protected:
  std::string error_of(const http::Response& response) {
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    return std::string(json_of(response).at("error").as_string());
  }
  static boost::json::object claims_in(const boost::json::object& answer, const char* name) {
    return auth::parse_jwt(std::string_view(answer.at(name).as_string()))->claims;
  }
};

TEST_F(TokenTest, AccessTokensSayWhatServicesNeedAndLiveAnHour) {
  const auto answer = tokens();
  EXPECT_EQ(answer.at("expires_in"), 3600);
  const auto claims = claims_in(answer, "access_token");
  EXPECT_EQ(claims.at("iss"), kIssuer);
  EXPECT_EQ(claims.at("aud"), "copper-api");
  EXPECT_EQ(claims.at("sub").as_string(), subject);
  EXPECT_EQ(claims.at("client_id"), "studio");
  EXPECT_EQ(claims.at("roles"), boost::json::array{"artist"});
  EXPECT_EQ(claims.at("scope"), "openid profile email offline_access");
  EXPECT_EQ(claims.at("exp").as_int64() - claims.at("iat").as_int64(), 3600);
  EXPECT_FALSE(claims.at("jti").as_string().empty());
  const auth::Verifier verifier(
      {.issuer = kIssuer, .audience = "copper-api", .issuer_http = handler, .clock = [this] { return now; }});
  EXPECT_TRUE(verifier.verify(std::string_view(answer.at("access_token").as_string())).has_role("artist"));
  EXPECT_ANY_THROW(verifier.verify(std::string_view(answer.at("id_token").as_string())));
}

TEST_F(TokenTest, IdTokensSayWhoLoggedInAndWhen) {
  const auto claims = claims_in(tokens(), "id_token");
  EXPECT_EQ(claims.at("aud"), "studio");
  EXPECT_EQ(claims.at("nonce"), "n-0S6");
  EXPECT_EQ(claims.at("name"), "Karen Blix");
  EXPECT_EQ(claims.at("preferred_username"), "karen");
  EXPECT_EQ(claims.at("email"), "karen@example.com");
  EXPECT_EQ(claims.at("auth_time"), 1'700'000'000);
}

TEST_F(TokenTest, ScopesDecideWhatIsTold) {
  Browser browser(handler);
  const auto answer = json_of(exchange(code_for(browser, {{"scope", "openid"}})));
  EXPECT_FALSE(answer.contains("refresh_token"));
  const auto claims = claims_in(answer, "id_token");
  EXPECT_FALSE(claims.contains("name"));
  EXPECT_FALSE(claims.contains("email"));
  EXPECT_EQ(json_of(userinfo(answer.at("access_token").as_string())), (boost::json::object{{"sub", subject}}));
}

TEST_F(TokenTest, ACodeNeedsItsVerifierItsClientAndItsAddress) {
  for (const Fields& wrong : {Fields{{"code_verifier", std::string(43, 'a')}}, Fields{{"client_id", "press"}},
                              Fields{{"redirect_uri", "http://localhost:8081/other"}}}) {
    Browser browser(handler);
    const std::string code = code_for(browser);
    const auto refused = exchange(code, wrong);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(error_of(refused), "invalid_grant");
    EXPECT_EQ(error_of(exchange(code)), "invalid_grant") << "one try, right or wrong";
  }
  EXPECT_EQ(error_of(exchange("x", {{"code_verifier", "short"}})), "invalid_request");
}

TEST_F(TokenTest, ACodeLivesAMinute) {
  Browser browser(handler);
  const std::string in_time = code_for(browser);
  now += std::chrono::seconds(59);
  EXPECT_EQ(exchange(in_time).status, 200);
  const std::string late = code_for(browser);
  now += std::chrono::seconds(60);
  EXPECT_EQ(error_of(exchange(late)), "invalid_grant");
}

TEST_F(TokenTest, ACodeUsedTwiceEndsWhatItGave) {
  Browser browser(handler);
  const std::string code = code_for(browser);
  const auto issued = json_of(exchange(code));
  EXPECT_EQ(error_of(exchange(code)), "invalid_grant");
  EXPECT_EQ(error_of(refresh(issued.at("refresh_token").as_string())), "invalid_grant");
  EXPECT_EQ(userinfo(issued.at("access_token").as_string()).status, 401);
}

TEST_F(TokenTest, RefreshTokensRotate) {
  const auto first = tokens();
  now += std::chrono::hours(24);
  const auto second = json_of(refresh(first.at("refresh_token").as_string()));
  EXPECT_NE(second.at("refresh_token"), first.at("refresh_token"));
  const auto claims = claims_in(second, "id_token");
  EXPECT_EQ(claims.at("auth_time"), 1'700'000'000);
  EXPECT_FALSE(claims.contains("nonce"));
  EXPECT_EQ(userinfo(first.at("access_token").as_string()).status, 401) << "expired";
  EXPECT_EQ(userinfo(second.at("access_token").as_string()).status, 200);
}

TEST_F(TokenTest, ARefreshTokenUsedTwiceEndsItsWholeFamily) {
  const auto first = tokens();
  const auto others = tokens();
  const auto second = json_of(refresh(first.at("refresh_token").as_string()));
  EXPECT_EQ(error_of(refresh(first.at("refresh_token").as_string())), "invalid_grant");
  EXPECT_EQ(error_of(refresh(second.at("refresh_token").as_string())), "invalid_grant");
  EXPECT_EQ(refresh(others.at("refresh_token").as_string()).status, 200);
}

TEST_F(TokenTest, RefreshEndsThirtyDaysAfterTheLogin) {
  std::string token(tokens().at("refresh_token").as_string());
  for (int day = 1; day < 30; ++day) {
    now += std::chrono::hours(24);
    token = json_of(refresh(token)).at("refresh_token").as_string();
  }
  now += std::chrono::hours(24);
  EXPECT_EQ(error_of(refresh(token)), "invalid_grant");
}

TEST_F(TokenTest, RevokingEndsTheGrantAndSaysNothingAboutUnknownTokens) {
  const auto issued = tokens();
  const auto revoke = [&](std::string_view token, const std::string& client) {
    return Browser(handler).post("/revoke", {{"token", std::string(token)}, {"client_id", client}}).status;
  };
  const std::string_view token = issued.at("refresh_token").as_string();
  EXPECT_EQ(revoke("unknown", "studio"), 200);
  EXPECT_EQ(revoke(token, "press"), 200);
  EXPECT_EQ(userinfo(issued.at("access_token").as_string()).status, 200);
  EXPECT_EQ(revoke(token, "studio"), 200);
  EXPECT_EQ(userinfo(issued.at("access_token").as_string()).status, 401);
  EXPECT_EQ(error_of(refresh(token)), "invalid_grant");
}

TEST_F(TokenTest, SecretsAreNotKeptInTheDatabase) {
  Browser browser(handler);
  const std::string code = code_for(browser);
  const std::string token(json_of(exchange(code)).at("refresh_token").as_string());
  const auto rows = db.transaction([](pqxx::work& tx) {
    return tx
        .exec1(
            "SELECT (SELECT string_agg(c::text, ' ') FROM identity.authorization_code c) || "
            "(SELECT string_agg(r::text, ' ') FROM identity.refresh_token r) || "
            "(SELECT string_agg(s::text, ' ') FROM identity.login_session s) || "
            "(SELECT string_agg(a::text, ' ') FROM identity.account a)")[0]
        .as<std::string>();
  });
  for (const auto& secret : {code, token, browser.cookies["copper_identity"], std::string(kPassword)}) {
    ASSERT_FALSE(secret.empty());
    EXPECT_EQ(rows.find(secret), std::string::npos);
  }
}

TEST_F(TokenTest, MalformedRequestsGetTheProtocolsErrors) {
  Browser browser(handler);
  EXPECT_EQ(error_of(browser.post("/token", {{"grant_type", "password"}, {"client_id", "studio"}})),
            "unsupported_grant_type");
  EXPECT_EQ(error_of(browser.post("/token", {{"client_id", "studio"}})), "unsupported_grant_type");
  const auto stranger = browser.post("/token", {{"grant_type", "authorization_code"}, {"client_id", "other"}});
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(error_of(stranger), "invalid_client");
  EXPECT_EQ(browser.get("/token").status, 405);
  browser.headers.set("Authorization", "Basic c3R1ZGlvOg==");
  EXPECT_EQ(error_of(browser.post("/token", {{"client_id", "studio"}})), "invalid_client");

  http::Request twice;
  twice.method = "POST";
  twice.target = "/token";
  twice.headers.set("Content-Type", "application/x-www-form-urlencoded");
  twice.body = http::Body(std::string("client_id=studio&client_id=studio&grant_type=refresh_token"));
  EXPECT_EQ(error_of(handler(twice)), "invalid_request");
  twice.headers.set("Content-Type", "application/json");
  EXPECT_EQ(handler(twice).status, 415);
}

TEST_F(TokenTest, UserinfoTellsTheOwnerOfTheToken) {
  const auto issued = tokens();
  const auto answer = userinfo(issued.at("access_token").as_string());
  EXPECT_EQ(
      json_of(answer),
      (boost::json::object{
          {"sub", subject}, {"name", "Karen Blix"}, {"preferred_username", "karen"}, {"email", "karen@example.com"}}));
  const auto refused = userinfo(issued.at("id_token").as_string());
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
  EXPECT_EQ(userinfo("").status, 401);
}

TEST_F(TokenTest, DiscoveryNamesEndpointsThatExist) {
  Browser browser(handler);
  const auto document = json_of(browser.get("/.well-known/openid-configuration"));
  EXPECT_EQ(document.at("issuer"), kIssuer);
  for (const char* name : {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri",
                           "end_session_endpoint", "revocation_endpoint"}) {
    const std::string url(document.at(name).as_string());
    ASSERT_TRUE(url.starts_with(kIssuer)) << name;
    EXPECT_NE(browser.get(url.substr(std::string(kIssuer).size())).status, 404) << name;
  }
  EXPECT_EQ(browser.get("/healthz").status, 200);
  EXPECT_EQ(browser.get("/readyz").status, 200);
  EXPECT_EQ(browser.get("/nothing").status, 404);
}

}  // namespace
}  // namespace copper::identity
