#include "apps/studio/proxy.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::studio {
namespace {

http::Request request(std::string method, std::string target) {
  http::Request made;
  made.method = std::move(method);
  made.target = std::move(target);
  return made;
}

http::Request arrived;
http::Response api(const http::Request& incoming) {
  arrived = incoming;
  http::Response response = http::text_response(200, "{}", "application/json");
  response.headers.set("ETag", "\"4\"");
  response.headers.set("Set-Cookie", "not=ours");
  return response;
}

TEST(Proxy, SendsTheTokenInPlaceOfTheCookie) {
  auto call = request("PUT", "/api/v1/artist/prints/3?language=da");
  call.headers.set("Cookie", "studio_session=secret");
  call.headers.set("Authorization", "Bearer forged");
  call.headers.set("If-Match", "\"3\"");
  call.headers.set("X-Forwarded-For", "10.0.0.1");
  call.body = http::Body(std::string("{}"));
  const http::Response response = forward(call, {.id = "session", .access_token = "token"}, api);
  EXPECT_EQ(arrived.headers.get("Authorization"), "Bearer token");
  EXPECT_EQ(arrived.headers.find("Cookie"), std::nullopt);
  EXPECT_EQ(arrived.headers.find("X-Forwarded-For"), std::nullopt);
  EXPECT_EQ(arrived.headers.get("If-Match"), "\"3\"");
  EXPECT_EQ(arrived.target, "/api/v1/artist/prints/3?language=da");
  EXPECT_EQ(arrived.body.text(), "{}");
  EXPECT_EQ(response.headers.get("ETag"), "\"4\"");
  EXPECT_EQ(response.headers.find("Set-Cookie"), std::nullopt);
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST(Proxy, NoPathLeadsOutOfTheArtistsPart) {
  for (const auto* target :
       {"/api/v1/admin/artists", "/api/v1/artist", "/api/v1/artist/../admin/artists",
        "/api/v1/artist/%2e%2e/admin/artists", "/api/v1/artist/..%2fadmin/artists", "/api/v1/artist/./prints",
        "/api/v1/artist//prints", "/api/v1/artist/prints/..", "/api/v1/artist/..%5cadmin"}) {
    EXPECT_THROW(forward(request("GET", target), {}, api), Error) << target;
  }
}

struct Origin {
  const char* name;
  const char* origin;
  const char* site;
  bool allowed;
};

class SameOrigin : public testing::TestWithParam<Origin> {};

TEST_P(SameOrigin, IsWhatAChangeNeeds) {
  auto call = request("POST", "/api/v1/artist/prints");
  if (GetParam().origin != nullptr) call.headers.set("Origin", GetParam().origin);
  if (GetParam().site != nullptr) call.headers.set("Sec-Fetch-Site", GetParam().site);
  if (GetParam().allowed) {
    EXPECT_NO_THROW(require_same_origin(call, "http://localhost:8081"));
  } else {
    EXPECT_THROW(require_same_origin(call, "http://localhost:8081"), Error);
  }
}

INSTANTIATE_TEST_SUITE_P(Headers, SameOrigin,
                         testing::Values(Origin{"Both", "http://localhost:8081", "same-origin", true},
                                         Origin{"OriginOnly", "http://localhost:8081", nullptr, true},
                                         Origin{"SiteOnly", nullptr, "same-origin", true},
                                         Origin{"Neither", nullptr, nullptr, false},
                                         Origin{"AnotherPort", "http://localhost:8080", "same-site", false},
                                         Origin{"AnotherScheme", "https://localhost:8081", nullptr, false},
                                         Origin{"NullOrigin", "null", nullptr, false},
                                         Origin{"CrossSite", nullptr, "cross-site", false},
                                         Origin{"TypedAddress", nullptr, "none", false},
                                         Origin{"Contradiction", "http://localhost:8081", "cross-site", false}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace copper::studio
