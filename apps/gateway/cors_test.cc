#include "apps/gateway/cors.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"

namespace copper::gateway {
namespace {

TEST(Cors, OriginsStandBetweenCommas) {
  EXPECT_EQ(parse_origins("COPPER_ALLOWED_ORIGINS", "http://localhost:8081"), Origins{"http://localhost:8081"});
  EXPECT_EQ(parse_origins("COPPER_ALLOWED_ORIGINS", " https://studio.example , https://a.example:444"),
            (Origins{"https://studio.example", "https://a.example:444"}));
}

TEST(Cors, WhatIsNoOriginIsNamed) {
  for (const char* wrong : {"*", "studio.example", "https://studio.example/", "https://studio.example/path", ""}) {
    try {
      parse_origins("COPPER_ALLOWED_ORIGINS", "https://a.example," + std::string(wrong) + ",https://b.example");
      FAIL() << wrong;
    } catch (const StartError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("COPPER_ALLOWED_ORIGINS names '" + std::string(wrong) + "': "))
          << error.what();
    }
  }
}

}  // namespace
}  // namespace copper::gateway
