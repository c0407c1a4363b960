// Against the examples that AWS publishes with their signatures: the IAM User Guide, the Signature Version 4
// test suite and "Authenticating Requests" of the Amazon S3 API reference.
#include "platform/aws/sigv4.h"

#include <gtest/gtest.h>

namespace copper::aws {
namespace {

using namespace std::chrono_literals;

base::TimePoint at(int year, unsigned month, unsigned day, std::chrono::minutes time = 0min) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) + time;
}

Signer suite_signer(std::string service = "service", std::string token = {}) {
  return Signer({.credentials = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", std::move(token)},
                 .region = "us-east-1",
                 .service = std::move(service),
                 .clock = [] { return at(2015, 8, 30, 12h + 36min); }});
}

Signer s3_signer(std::string token = {}) {
  return Signer({.credentials = {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", std::move(token)},
                 .region = "us-east-1",
                 .service = "s3",
                 .clock = [] { return at(2013, 5, 24); }});
}

constexpr std::string_view kS3 = "https://examplebucket.s3.amazonaws.com";

std::string signature(const Signer& signer, http::Request request, std::string_view base_url) {
  signer.sign(request, base_url);
  const std::string authorization(request.headers.get("Authorization"));
  return authorization.substr(authorization.find("Signature=") + 10);
}

std::string suite_signature(http::Request request) {
  return signature(suite_signer(), std::move(request), "https://example.amazonaws.com");
}

TEST(SigV4, TheUserGuidesExample) {
  http::Request request{.target = "/?Action=ListUsers&Version=2010-05-08",
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}}};
  suite_signer("iam").sign(request, "https://iam.amazonaws.com");
  EXPECT_EQ(request.headers.get("X-Amz-Date"), "20150830T123600Z");
  EXPECT_EQ(request.headers.get("Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(SigV4, TheTestSuitesVectors) {
  EXPECT_EQ(suite_signature({}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(suite_signature({.method = "POST"}), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(suite_signature({.target = "/?Param2=value2&Param1=value1"}),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  EXPECT_EQ(suite_signature({.target = "/example space/"}),
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
}

TEST(SigV4, S3GetOfARange) {
  EXPECT_EQ(signature(s3_signer(), {.target = "/test.txt", .headers = {{"Range", "bytes=0-9"}}}, kS3),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, S3PutOfAnObject) {
  const http::Request request{
      .method = "PUT",
      .target = "/test%24file.text",
      .headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"X-Amz-Storage-Class", "REDUCED_REDUNDANCY"}},
      .body = std::string("Welcome to Amazon S3.")};
  EXPECT_EQ(signature(s3_signer(), request, kS3), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(SigV4, S3Queries) {
  EXPECT_EQ(signature(s3_signer(), {.target = "/?lifecycle"}, kS3),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(signature(s3_signer(), {.target = "/?max-keys=2&prefix=J"}, kS3),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(SigV4, S3PresignedUrl) {
  EXPECT_EQ(s3_signer().presign("GET", kS3, "/test.txt", 86400s),
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-"
            "Expires="
            "86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(SigV4, TheQueryIsSentAsItWasSigned) {
  http::Request request{.target = "/path?b=x+y&a=%7e&empty&a=%C3%A6"};
  suite_signer().sign(request, "https://example.amazonaws.com/prod");
  EXPECT_EQ(request.target, "/path?a=%C3%A6&a=~&b=x%20y&empty=");
}

TEST(SigV4, TheBasePathIsSignedButNotSentTwice) {
  http::Request request{.target = "/galleries"};
  suite_signer().sign(request, "https://example.amazonaws.com/prod");
  EXPECT_EQ(request.target, "/galleries");
  EXPECT_EQ(signature(suite_signer(), {.target = "/galleries"}, "https://example.amazonaws.com/prod"),
            suite_signature({.target = "/prod/galleries"}));
}

TEST(SigV4, ASchemesOwnPortIsNotSentAndNotSigned) {
  EXPECT_EQ(signature(suite_signer(), {}, "https://example.amazonaws.com:443"), suite_signature({}));
  EXPECT_EQ(signature(suite_signer(), {}, "http://example.amazonaws.com:80"), suite_signature({}));
  EXPECT_NE(signature(suite_signer(), {}, "http://example.amazonaws.com:443"), suite_signature({}));
}

TEST(SigV4, SigningAgainReplacesTheFirstSignature) {
  http::Request request;
  suite_signer().sign(request, "https://example.amazonaws.com");
  const std::string first(request.headers.get("Authorization"));
  suite_signer().sign(request, "https://example.amazonaws.com");
  EXPECT_EQ(request.headers.get("Authorization"), first);
}

TEST(SigV4, ASessionTokenIsSentAndSigned) {
  http::Request request;
  suite_signer("s3", "token/1").sign(request, "https://example.amazonaws.com");
  EXPECT_EQ(request.headers.get("X-Amz-Security-Token"), "token/1");
  EXPECT_NE(request.headers.get("Authorization").find("host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"),
            std::string_view::npos);
  EXPECT_NE(s3_signer("token/1").presign("GET", kS3, "/a", 60s).find("&X-Amz-Security-Token=token%2F1&"),
            std::string::npos);
}

TEST(SigV4, APresignedHeaderIsNamed) {
  const std::string url = s3_signer().presign("PUT", kS3, "/a%20b?partNumber=1", 60s, {{"Content-Length", "5"}});
  EXPECT_NE(url.find("/a%20b?X-Amz-Algorithm="), std::string::npos) << url;
  EXPECT_NE(url.find("&X-Amz-SignedHeaders=content-length%3Bhost&partNumber=1&X-Amz-Signature="), std::string::npos)
      << url;
}

}  // namespace
}  // namespace copper::aws
