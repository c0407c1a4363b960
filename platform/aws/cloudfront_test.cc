#include "platform/aws/cloudfront.h"

#include <gtest/gtest.h>

#include "platform/aws/test_moto.h"
#include "platform/base/error.h"
#include "platform/http/client.h"

namespace copper::aws {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDistribution = R"(<?xml version="1.0"?>
<DistributionConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
  <CallerReference>prints</CallerReference><Comment></Comment><Enabled>true</Enabled>
  <Origins><Quantity>1</Quantity><Items><Origin><Id>images</Id><DomainName>prints.s3.amazonaws.com</DomainName>
    <S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig></Origin></Items></Origins>
  <DefaultCacheBehavior><TargetOriginId>images</TargetOriginId>
    <ViewerProtocolPolicy>https-only</ViewerProtocolPolicy></DefaultCacheBehavior>
</DistributionConfig>)";

CallOptions calling(http::Handler upstream, std::string url) {
  return {
      .upstream = std::move(upstream),
      .base_url = std::move(url),
      .signer = Signer({.credentials = {"AKIDEXAMPLE", "secret", ""}, .region = "us-east-1", .service = "cloudfront"}),
      .deadline = 2s};
}

std::string refusal(const http::Response& answer) {
  try {
    invalidate(calling([&](const http::Request&) { return answer; }, "https://cloudfront.test"), "E1A2B3", "/a/*");
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    return e.internal_detail();
  }
  return "none";
}

TEST(CloudFront, TheDistributionIsToldToForgetAPath) {
  const auto moto = calling(http::http_upstream({.name = "moto", .base_url = moto_url()}), moto_url());
  const auto made = call(moto, {.method = "POST",
                                .target = "/2020-05-31/distribution",
                                .headers = {{"Content-Type", "application/xml"}},
                                .body = std::string(kDistribution)});
  ASSERT_TRUE(made.ok()) << made.response.body.text();
  const auto text = made.response.body.text();
  const auto id = text.substr(text.find("<Id>") + 4, text.find("</Id>") - text.find("<Id>") - 4);
  invalidate(moto, id, "/1b4e28ba-2fa1-41d2-883f-0016d3cca427/*");
  const auto target = "/2020-05-31/distribution/" + id + "/invalidation";
  const auto listed = call(moto, {.target = target}).response.body.text();
  const auto at = listed.rfind("<Id>") + 4;
  const auto kept = call(moto, {.target = target + "/" + listed.substr(at, listed.find("</Id>", at) - at)});
  EXPECT_NE(kept.response.body.text().find("<Path>/1b4e28ba-2fa1-41d2-883f-0016d3cca427/*</Path>"), std::string::npos)
      << kept.response.body.text();
}

TEST(CloudFront, ATryThatIsRepeatedIsNoSecondInvalidation) {
  std::vector<http::Request> sent;
  invalidate(calling(
                 [&](const http::Request& request) {
                   sent.push_back(request);
                   return http::Response{.status = sent.size() == 1 ? 503 : 201};
                 },
                 "https://cloudfront.test"),
             "E1A2B3", "/a/*");
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].body.text(), sent[1].body.text());
  EXPECT_EQ(sent[1].target, "/2020-05-31/distribution/E1A2B3/invalidation");
  EXPECT_NE(sent[1].headers.get("Authorization").find("/us-east-1/cloudfront/aws4_request"), std::string::npos);
}

TEST(CloudFront, ARefusalSaysWhy) {
  EXPECT_EQ(
      refusal(http::text_response(
          400, R"(<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>)"
               R"(<Code>TooManyInvalidationsInProgress</Code><Message>wait</Message></Error></ErrorResponse>)")),
      "invalidation of /a/* at E1A2B3: 400 TooManyInvalidationsInProgress (wait)");
}

}  // namespace
}  // namespace copper::aws
