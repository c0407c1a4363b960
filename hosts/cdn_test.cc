#include "hosts/cdn.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "hosts/account.h"
#include "platform/aws/test_moto.h"
#include "platform/base/error.h"

namespace copper::hosts {
namespace {

using Values = std::map<std::string, std::string>;

class CdnTest : public testing::Test {
 protected:
  void SetUp() override {
    set("AWS_ACCESS_KEY_ID", "key");
    set("AWS_SECRET_ACCESS_KEY", "secret");
  }
  void TearDown() override {
    for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_CLOUDFRONT"})
      set(name, "");
  }
  static void set(const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }
};

TEST_F(CdnTest, WithoutADistributionThereIsNothingToForget) {
  EXPECT_FALSE(forgetting_from(Config(Values{})));
}

TEST_F(CdnTest, TheDistributionIsAskedToForgetAllOfTheImage) {
  set("AWS_ENDPOINT_URL_CLOUDFRONT", aws::moto_url());
  const auto forget =
      forgetting_from(Config(Values{{"COPPER_CDN_DISTRIBUTION", "E1A2B3"}, {"COPPER_S3_REGION", "eu-north-1"}}));
  try {
    forget("image");
    ADD_FAILURE() << "there is no such distribution";
  } catch (const Error& e) {
    EXPECT_TRUE(e.internal_detail().starts_with("invalidation of /image/* at E1A2B3: 404 ")) << e.internal_detail();
  }
}

TEST_F(CdnTest, CloudFrontHasOneAddressAndOneRegionForAll) {
  const auto cloudfront =
      aws_service(Config(Values{{"COPPER_S3_REGION", "eu-north-1"}}), "cloudfront", std::chrono::seconds(1));
  http::Request request;
  cloudfront.signer.sign(request, cloudfront.base_url);
  EXPECT_EQ(cloudfront.base_url, "https://cloudfront.amazonaws.com");
  EXPECT_NE(request.headers.get("Authorization").find("/us-east-1/cloudfront/aws4_request"), std::string::npos);
}

TEST_F(CdnTest, WhatIsNoIdIsRefused) {
  EXPECT_THROW(forgetting_from(Config(Values{{"COPPER_CDN_DISTRIBUTION", "d111111abcdef8.cloudfront.net"}})),
               StartError);
}

}  // namespace
}  // namespace copper::hosts
