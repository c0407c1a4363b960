#include "apps/gateway/gateway.h"

#include <gtest/gtest.h>

#include "platform/auth/signer.h"
#include "platform/base/error.h"

namespace copper::gateway {
namespace {

constexpr const char* kIssuer = "http://issuer.test";

class GatewayTest : public ::testing::Test {
 protected:
  http::Response ask(std::string method, std::string target, std::string_view role = {}, std::string_view origin = {}) {
    http::Request request;
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
  http::Handler handler_ =
      gateway({.content = [](const http::Request& r) { return http::text_response(200, "content " + r.target); },
               .verifier = verifier_,
               .allowed_origins = {"http://localhost:8081"}});
};

TEST_F(GatewayTest, PublicCallsReachContentWithoutLogin) {
  EXPECT_EQ(ask("GET", "/api/v1/galleries/3/prints?page=2").body.view(), "content /api/v1/galleries/3/prints?page=2");
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
  for (const char* target : {"/api/v1/galleries", "/nothing"}) {
    const auto response = ask("GET", target);
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_FALSE(response.headers.get("X-Request-Id").empty()) << target;
  }
}

}  // namespace
}  // namespace copper::gateway
