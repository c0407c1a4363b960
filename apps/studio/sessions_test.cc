#include "apps/studio/sessions.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "apps/studio/test_world.h"

namespace copper::studio {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kApi = "/api/v1/artist/prints";

std::string token_sent(const TestWorld& world) {
  return std::string(world.api_requests.back().headers.get("Authorization"));
}

TEST(StudioSessions, TheApiGetsTheTokenAndTheBrowserNever) {
  TestWorld world;
  world.sign_in();
  const auto response = world.get(kApi);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(token_sent(world), "Bearer access-2");
  for (const auto& [name, value] : world.cookies) EXPECT_EQ(value.find("access"), std::string::npos) << name;
}

TEST(StudioSessions, WithoutSessionTheApiAnswersAsJson) {
  TestWorld world;
  const auto response = world.get(kApi);
  EXPECT_EQ(response.status, 401);
  EXPECT_NE(response.body.text().find("\"UNAUTHORIZED\""), std::string::npos);
  EXPECT_TRUE(world.api_requests.empty());
}

TEST(StudioSessions, ATamperedCookieIsNoSession) {
  TestWorld world;
  world.sign_in();
  world.cookies["studio_session"][20] ^= 1;
  EXPECT_EQ(world.get(kApi).status, 401);
  EXPECT_EQ(world.get("/").status, 303);
}

TEST(StudioSessions, EndAfterTwoHoursWithoutARequest) {
  TestWorld world;
  world.lifetime = hours(20);
  world.sign_in();
  world.now += hours(2) - minutes(1);
  EXPECT_EQ(world.get(kApi).status, 200);
  world.now += hours(2) - minutes(1);
  EXPECT_EQ(world.get(kApi).status, 200);
  world.now += hours(2);
  EXPECT_EQ(world.get(kApi).status, 401);
}

TEST(StudioSessions, EndAfterTwelveHoursWhateverHappens) {
  TestWorld world;
  world.lifetime = hours(20);
  world.sign_in();
  for (int hour = 1; hour < 12; ++hour) {
    world.now += hours(1);
    EXPECT_EQ(world.get(kApi).status, 200) << hour;
  }
  world.now += hours(1);
  EXPECT_EQ(world.get(kApi).status, 401);
}

TEST(StudioSessions, RenewTheTokenShortlyBeforeItExpires) {
  TestWorld world;
  world.sign_in();
  world.now += minutes(57);
  world.get(kApi);
  EXPECT_EQ(token_sent(world), "Bearer access-2");
  world.now += minutes(1);
  world.get(kApi);
  EXPECT_EQ(token_sent(world), "Bearer access-3");
  world.now += minutes(58);
  world.get(kApi);
  EXPECT_EQ(token_sent(world), "Bearer access-4");
  EXPECT_EQ(world.refreshed, (std::vector<std::string>{"refresh-2", "refresh-3"}));
}

TEST(StudioSessions, TabsThatComeWithTheOldCookieShareOneRenewal) {
  TestWorld world;
  world.sign_in();
  const auto old = world.cookies;
  world.now += minutes(59);
  world.get(kApi);
  world.cookies = old;
  EXPECT_EQ(world.get(kApi).status, 200);
  EXPECT_EQ(token_sent(world), "Bearer access-3");
  EXPECT_EQ(world.refreshed.size(), 1U);
  // Both tabs hold the new token from now on.
  EXPECT_NE(world.cookies["studio_session"], old.at("studio_session"));
}

TEST(StudioSessions, RequestsThatComeTogetherShareOneRenewal) {
  TestWorld world;
  world.sign_in();
  world.now += minutes(59);
  const auto request = world.request("GET", kApi, {});
  std::vector<std::thread> tabs;
  for (int tab = 0; tab < 8; ++tab) {
    tabs.emplace_back([&] { EXPECT_EQ(world.handle(request).status, 200); });
  }
  for (auto& tab : tabs) tab.join();
  EXPECT_EQ(world.refreshed.size(), 1U);
  for (const auto& sent : world.api_requests) EXPECT_EQ(sent.headers.get("Authorization"), "Bearer access-3");
}

TEST(StudioSessions, ARefusedRenewalLastsAsLongAsTheToken) {
  TestWorld world;
  world.sign_in();
  world.refresh_refused = true;
  world.now += minutes(59);
  EXPECT_EQ(world.get(kApi).status, 200);
  world.now += minutes(1);
  EXPECT_EQ(world.get(kApi).status, 401);
}

TEST(StudioSessions, ARefusedRenewalLeavesTheCookieToWhoWasFaster) {
  TestWorld world;
  world.sign_in();
  const auto before = world.cookies;
  world.refresh_refused = true;
  world.now += minutes(59);
  world.get(kApi);
  EXPECT_EQ(world.cookies, before);
}

TEST(StudioSessions, AnIssuerThatIsDownCostsNothingUntilTheTokenExpires) {
  TestWorld world;
  world.sign_in();
  world.issuer_down = true;
  world.now += minutes(59);
  EXPECT_EQ(world.get(kApi).status, 200);
  world.now += minutes(5);
  EXPECT_EQ(world.get(kApi).status, 503);
  world.issuer_down = false;
  world.now += minutes(1);
  EXPECT_EQ(world.get(kApi).status, 200);
}

TEST(StudioSessions, AnotherSiteCannotChangeAnything) {
  TestWorld world;
  world.sign_in();
  for (const auto* method : {"POST", "PUT", "DELETE"}) {
    EXPECT_EQ(world.send(method, kApi, {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}}).status,
              403);
    EXPECT_EQ(world.send(method, kApi, {}).status, 403);
  }
  EXPECT_TRUE(world.api_requests.empty());
  EXPECT_EQ(world.send("PUT", kApi).status, 200);
}

TEST(StudioSessions, OnlyTheArtistsPartOfTheApiIsReached) {
  TestWorld world;
  world.sign_in();
  for (const auto* target : {"/api/v1/admin/artists", "/api/v1/prints", "/api/v1/artist/../admin/artists",
                             "/api/v1/artist/%2e%2e/admin/artists"}) {
    const auto response = world.get(target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_NE(response.body.text().find("RESOURCE_NOT_FOUND"), std::string::npos) << target;
  }
  EXPECT_TRUE(world.api_requests.empty());
}

TEST(StudioSessions, NamesAreEscaped) {
  TestWorld world;
  world.name = "<script>\"&'";
  world.sign_in();
  const std::string page = world.get("/").body.text();
  EXPECT_EQ(page.find("<script>\""), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;"), std::string::npos);
}

TEST(StudioSessions, EveryAnswerCarriesThePolicy) {
  TestWorld world;
  world.sign_in();
  for (const auto* target : {"/", "/prints/1", "/galleries", "/galleries/2", "/nowhere", "/signed-out", kApi}) {
    const auto response = world.get(target);
    const auto policy = response.headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << target;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << target;
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store") << target;
  }
}

TEST(StudioSessions, PagesNameAssetsThatExist) {
  TestWorld world;
  world.sign_in();
  for (const auto* target : {"/", "/prints/1", "/galleries", "/galleries/2", "/signed-out"}) {
    const std::string page = world.get(target).body.text();
    std::size_t found = 0;
    for (std::size_t at = page.find("\"/assets/"); at != std::string::npos; at = page.find("\"/assets/", at + 1)) {
      const std::string url = page.substr(at + 1, page.find('"', at + 1) - at - 1);
      const auto asset = world.get(url);
      EXPECT_EQ(asset.status, 200) << url;
      EXPECT_NE(asset.headers.get("Cache-Control").find("immutable"), std::string::npos) << url;
      ++found;
    }
    EXPECT_GE(found, 2U) << target;
    EXPECT_EQ(page.find("style="), std::string::npos) << target;
    EXPECT_EQ(page.find("<script>"), std::string::npos) << target;
  }
}

TEST(StudioSessions, HealthNeedsNoLoginAndReadinessAsksWhatIsNeeded) {
  TestWorld world;
  EXPECT_EQ(world.get("/healthz").status, 200);
  EXPECT_EQ(world.get("/readyz").status, 200);
  world.now += hours(2);
  world.issuer_down = true;
  EXPECT_EQ(world.get("/readyz").status, 503);
  EXPECT_EQ(world.get("/healthz").status, 200);
}

}  // namespace
}  // namespace copper::studio
