#include "apps/gateway/gateway.h"

#include <gtest/gtest.h>

#include "platform/auth/signer.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"

namespace copper::gateway {
namespace {

constexpr const char* kIssuer = "http://issuer.test";

class GatewayTest : public ::testing::Test {
 protected:
  http::Response ask(std::string method, std::string target, std::string_view role = {}, std::string_view origin = {}) {
    http::Request request;
    request.client_address = client_;
    request.method = std::move(method);
    request.target = std::move(target);
    if (!role.empty()) request.headers.set("Authorization", "Bearer " + token(role));
    if (!origin.empty()) request.headers.set("Origin", origin);
    if (request.method == "OPTIONS") request.headers.set("Access-Control-Request-Method", "PUT");
    return handler_(request);
  }

  std::string token(std::string_view role) {
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(base::system_now().time_since_epoch()).count();
    return signer_.sign({{"iss", kIssuer},
                         {"sub", "marie"},
                         {"aud", "copper-api"},
                         {"iat", now},
                         {"exp", now + 600},
                         {"roles", boost::json::array{role}}},
                        "at+jwt");
  }

  auth::Signer signer_ = auth::Signer::generate();
  auth::Verifier verifier_{
      {.issuer = kIssuer, .audience = "copper-api", .issuer_http = auth::issuer_handler(kIssuer, signer_)}};
  std::string client_;
  http::Handler content_ = [](const http::Request& r) { return http::text_response(200, "content " + r.target); };
  GatewayOptions options_{
      .content = [this](const http::Request& r) { return content_(r); },
      .search = [](const http::Request& r) { return http::text_response(200, "search " + r.target); },
      .verifier = verifier_,
      .public_url = "https://api.test",
      .allowed_origins = {"http://localhost:8081"},
      .limits = {.writing = http::Budget{.per_second = 0.1, .burst = 1}}};
  http::Handler handler_ = gateway(options_);
};

TEST_F(GatewayTest, PublicCallsReachContentWithoutLogin) {
  EXPECT_EQ(ask("GET", "/api/v1/galleries/3/prints?page=2").body.view(), "content /api/v1/galleries/3/prints?page=2");
}

TEST_F(GatewayTest, SearchesReachSearchTheArtistsOnlyWithTheRole) {
  for (const std::string path : {"/api/v1/search?q=a", "/api/v1/search/prints", "/api/v1/search/suggest"}) {
    EXPECT_EQ(ask("GET", path).body.view(), "search " + path);
  }
  EXPECT_EQ(ask("POST", "/api/v1/search").body.view(), "search /api/v1/search");
  EXPECT_EQ(ask("GET", "/api/v1/artist/search").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/artist/search", "artist").body.view(), "search /api/v1/artist/search");
}

TEST_F(GatewayTest, ArtistAndAdminCallsNeedTheirRole) {
  EXPECT_EQ(ask("GET", "/api/v1/artist/prints").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/artist/prints", "admin").status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/artist/prints", "artist").status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/admin/artists", "artist").status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/admin/artists", "admin").status, 200);
}

TEST_F(GatewayTest, InternalCallsAreNotReachable) {
  for (const char* target : {"/api/v1/images/callback", "/api/v1/process", "/api/v1/artistx", "/storage/a"}) {
    EXPECT_EQ(ask("POST", target, "artist").status, 404) << target;
  }
}

TEST_F(GatewayTest, OnlyConfiguredOriginsMayReadAnswers) {
  EXPECT_EQ(ask("GET", "/api/v1/galleries", {}, "http://localhost:8081").headers.get("Access-Control-Allow-Origin"),
            "http://localhost:8081");
  EXPECT_FALSE(ask("GET", "/api/v1/galleries", {}, "http://evil.test").headers.find("Access-Control-Allow-Origin"));
  EXPECT_EQ(ask("OPTIONS", "/api/v1/artist/prints", {}, "http://localhost:8081").status, 204);
}

TEST_F(GatewayTest, EveryAnswerCarriesSecurityHeadersAndARequestId) {
  for (const auto& response :
       {ask("GET", "/api/v1/galleries"), ask("GET", "/nothing"), ask("GET", "/api/v1/artist/prints"),
        ask("OPTIONS", "/api/v1/artist/prints", {}, "http://localhost:8081")}) {
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff") << response.status;
    EXPECT_EQ(response.headers.get("Strict-Transport-Security"), "max-age=31536000") << response.status;
    EXPECT_FALSE(response.headers.get("Permissions-Policy").empty()) << response.status;
    EXPECT_FALSE(response.headers.get("X-Request-Id").empty()) << response.status;
  }
}

TEST_F(GatewayTest, WithoutHttpsThereIsNoPromiseOfIt) {
  options_.public_url = "http://localhost:8082";
  handler_ = gateway(options_);
  EXPECT_FALSE(ask("GET", "/api/v1/galleries").headers.find("Strict-Transport-Security"));
}

TEST_F(GatewayTest, WhatTheArtistIsAnsweredIsKeptByNobody) {
  for (const char* role : {"artist", "admin", ""}) {
    EXPECT_EQ(ask("GET", "/api/v1/artist/prints", role).headers.get("Cache-Control"), "no-store") << role;
    EXPECT_EQ(ask("GET", "/api/v1/admin/artists", role).headers.get("Cache-Control"), "no-store") << role;
  }
  EXPECT_FALSE(ask("GET", "/api/v1/galleries").headers.find("Cache-Control"));
}

TEST_F(GatewayTest, APreflightAllowsWhatTheStudioSends) {
  const auto response = ask("OPTIONS", "/api/v1/artist/prints", {}, "http://localhost:8081");
  const auto allowed = response.headers.get("Access-Control-Allow-Headers");
  for (const char* name : {"Authorization", "If-Match", "If-None-Match", "X-Request-Id", "traceparent"}) {
    EXPECT_NE(allowed.find(name), std::string_view::npos) << name;
  }
  EXPECT_NE(ask("GET", "/api/v1/site", {}, "http://localhost:8081")
                .headers.get("Access-Control-Expose-Headers")
                .find("X-Content-Revision"),
            std::string_view::npos);
}

TEST_F(GatewayTest, WhoIsBeyondTheLimitsIsToldToWait) {
  client_ = "192.0.2.1";
  EXPECT_EQ(ask("POST", "/api/v1/artist/galleries", "artist").status, 200);
  const auto refused = ask("POST", "/api/v1/artist/galleries", "artist", "http://localhost:8081");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "10");
  EXPECT_EQ(refused.headers.get("Access-Control-Allow-Origin"), "http://localhost:8081");
  EXPECT_EQ(ask("GET", "/api/v1/artist/galleries", "artist").status, 200);
}

TEST_F(GatewayTest, AServiceThatFailsTheArtistIsStillAskedForVisitors) {
  int asked_for_artists = 0;
  content_ = [&](const http::Request& request) -> http::Response {
    if (request.path() == "/readyz") return http::text_response(200, "ready");
    if (!request.path().starts_with("/api/v1/artist/")) return http::text_response(200, "");
    ++asked_for_artists;
    throw Error(ErrorCode::unavailable, "The storage does not answer.");
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("GET", "/api/v1/artist/prints", "artist").status, 503);
  EXPECT_LT(asked_for_artists, 10);
  EXPECT_FALSE(ask("GET", "/api/v1/artist/prints", "artist").headers.get("Retry-After").empty());
  EXPECT_EQ(ask("GET", "/api/v1/prints").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
}

TEST_F(GatewayTest, WithoutTheStorageTheArtistIsStillServedAllButUploads) {
  content_ = [&](const http::Request& request) -> http::Response {
    if (!request.path().starts_with("/api/v1/artist/uploads")) return http::text_response(200, "");
    throw Error(ErrorCode::unavailable, "The storage does not answer.");
  };
  for (const char* path : {"/api/v1/artist/uploads", "/api/v1/artist/uploads/1/complete"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("GET", path, "artist").status, 503);
  }
  EXPECT_FALSE(ask("GET", "/api/v1/artist/uploads", "artist").headers.get("Retry-After").empty());
  EXPECT_EQ(ask("GET", "/api/v1/artist/prints", "artist").status, 200);
}

TEST_F(GatewayTest, ReadinessIsTheServicesOwnWord) {
  content_ = [&](const http::Request&) { return http::text_response(503, "down"); };
  for (int i = 0; i < 10; ++i) ask("GET", "/api/v1/prints");
  content_ = [&](const http::Request& r) { return http::text_response(200, r.target); };
  EXPECT_EQ(ask("GET", "/readyz").body.view(), "search /readyz");  // asked after content
  options_.search = [](const http::Request&) { return http::text_response(503, "no search"); };
  handler_ = gateway(options_);
  EXPECT_EQ(ask("GET", "/readyz").body.view(), "no search");
}

TEST_F(GatewayTest, AnErrorOfTheSearchIsInBothFormsWhoeverSaysIt) {
  options_.limits.searching = http::Budget{.per_second = 0.1, .burst = 1};
  options_.search = [](const http::Request&) { return http::error_response(Error(ErrorCode::unavailable, "Later.")); };
  handler_ = gateway(options_);
  client_ = "192.0.2.1";
  const auto body_of = [&](const std::string& target) {
    return boost::json::parse(ask("GET", target).body.text()).as_object();
  };
  for (const char* code : {"UNAVAILABLE", "TOO_MANY_REQUESTS"}) {  // of the service, and of the gateway
    const auto body = body_of("/api/v1/search?q=a");
    EXPECT_EQ(body.at("code").as_string(), code);
    EXPECT_EQ(body.at("error").at("code").as_string(), code);
    EXPECT_EQ(body.at("message"), body.at("error").at("message"));
  }
  client_ = "192.0.2.2";
  EXPECT_EQ(body_of("/api/v1/artist/search").at("code").as_string(), "UNAUTHORIZED");
  EXPECT_FALSE(body_of("/api/v1/nothing").contains("code"));
}

TEST(BodyBytesMax, OnlyFormsOfTheArtistWithAnOriginalAreLarge) {
  const http::Headers form{{"Content-Type", "multipart/form-data; boundary=xyz"}, {"Authorization", "Bearer x"}};
  const auto most = [](const char* target, http::Headers headers) {
    return body_bytes_max({.method = "POST", .target = target, .headers = std::move(headers)});
  };
  EXPECT_GT(most("/api/v1/artist/prints", form), 100'000'000u);
  EXPECT_GT(most("/api/v1/artist/prints/7/image", form), 100'000'000u);
  EXPECT_EQ(most("/api/v1/artist/galleries", form), 1u << 20);
  EXPECT_EQ(most("/api/v1/notices", form), 1u << 20);
  EXPECT_EQ(most("/api/v1/artist/prints", {{"Content-Type", "multipart/form-data; boundary=xyz"}}), 1u << 20);
  EXPECT_EQ(most("/api/v1/artist/prints", {{"Content-Type", "application/json"}, {"Authorization", "Bearer x"}}),
            1u << 20);
}

}  // namespace
}  // namespace copper::gateway
