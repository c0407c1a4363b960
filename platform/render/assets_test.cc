#include "platform/render/assets.h"

#include <gtest/gtest.h>

#include <array>

namespace copper::render {
namespace {

const std::string& style() {
  static const std::string text(1000, ' ');
  return text;
}
const Resources& resources() {
  static const std::array<base::EmbeddedFile, 3> files = {
      {{"shop/fonts/a.woff2", "font"}, {"shop/shop.css", style()}, {"templates/page.mustache", "secret"}}};
  static const Resources instance{files};
  return instance;
}

http::Request get(std::string target, std::string_view coding = {}) {
  http::Request request;
  request.target = std::move(target);
  if (!coding.empty()) request.headers.set("Accept-Encoding", coding);
  return request;
}

TEST(Assets, AreServedForEverUnderTheirFingerprint) {
  const Assets assets(resources(), "shop/");
  const auto response = assets.find(get(assets.url("shop.css")));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.view(), style());
  EXPECT_EQ(response->headers.get("Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(response->headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(assets.find(get(assets.url("fonts/a.woff2")))->headers.get("Content-Type"), "font/woff2");
  EXPECT_EQ(assets.find(get(assets.url("shop.css"), "br"))->headers.get("Content-Encoding"), "br");
}

TEST(Assets, UnderAnOldFingerprintMustNotBeKept) {
  const Assets assets(resources(), "shop/");
  EXPECT_EQ(assets.find(get("/assets/0000000000/shop.css"))->headers.get("Cache-Control"), "no-cache");
}

TEST(Assets, NothingElseIsServed) {
  const Assets assets(resources(), "shop/");
  EXPECT_FALSE(assets.find(get(assets.url("templates/page.mustache"))));
  EXPECT_FALSE(assets.find(get(assets.url("../templates/page.mustache"))));
  EXPECT_FALSE(assets.find(get("/assets/shop.css")));
  EXPECT_FALSE(assets.find(get("/assets/")));
  EXPECT_FALSE(assets.find(get("/")));
}

}  // namespace
}  // namespace copper::render
