#include "platform/aws/assumed_role.h"

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "platform/aws/test_moto.h"
#include "platform/base/error.h"
#include "platform/http/client.h"

namespace copper::aws {
namespace {

using namespace std::chrono_literals;

class AssumedRoleTest : public testing::Test {
 protected:
  CallOptions sts(http::Handler upstream, const std::string& url) {
    return {.upstream = std::move(upstream),
            .base_url = url,
            .signer = Signer({.credentials = {"OWN", "secret", ""}, .region = "us-east-1", .service = "sts"}),
            .deadline = 0s};
  }
  CredentialsSource role() {
    return assumed_role(
        {.sts = sts([this](const http::Request& request) { return answer_(request); }, "https://sts.test"),
         .role_arn = "arn:aws:iam::123456789012:role/copper",
         .clock = [this] { return now_.load(); }});
  }
  http::Response credentials() {
    const std::string number = std::to_string(++asked_);
    return http::text_response(
        200,
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
        "<AccessKeyId>ASIA" +
            number + "</AccessKeyId><SecretAccessKey>s/" + number + "</SecretAccessKey><SessionToken>t+" + number +
            "==</SessionToken><Expiration>2026-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>"
            "</AssumeRoleResponse>");
  }
  static http::Response refusal() {
    return http::text_response(403,
                               "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: "
                               "sts:AssumeRole</Message></Error></ErrorResponse>");
  }

  std::atomic<base::TimePoint> now_{base::TimePoint(1'700'000'000s)};
  std::atomic<int> asked_{0};
  std::function<http::Response(const http::Request&)> answer_ = [this](const http::Request&) { return credentials(); };
};

TEST_F(AssumedRoleTest, StsGivesThem) {
  const Credentials given =
      assumed_role({.sts = sts(http::http_upstream({.name = "moto", .base_url = moto_url()}), moto_url()),
                    .role_arn = "arn:aws:iam::123456789012:role/copper"})();
  EXPECT_TRUE(given.access_key_id.starts_with("ASIA")) << given.access_key_id;
  EXPECT_FALSE(given.secret_access_key.empty());
  EXPECT_FALSE(given.session_token.empty());
}

TEST_F(AssumedRoleTest, TheRoleIsAskedForWithTheProgramsOwnKey) {
  answer_ = [this](const http::Request& request) {
    EXPECT_NE(request.headers.get("Authorization").find("Credential=OWN/"), std::string_view::npos);
    EXPECT_EQ(request.body.text(),
              "Action=AssumeRole&Version=2011-06-15&RoleSessionName=copper&DurationSeconds=3600&"
              "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fcopper");
    return credentials();
  };
  const Credentials given = role()();
  EXPECT_EQ(given.access_key_id, "ASIA1");
  EXPECT_EQ(given.secret_access_key, "s/1");
  EXPECT_EQ(given.session_token, "t+1==");
}

TEST_F(AssumedRoleTest, TheyAreRenewedBeforeTheyExpire) {
  const auto source = role();
  source();
  now_ = now_.load() + 49min;
  EXPECT_EQ(source().access_key_id, "ASIA1");
  now_ = now_.load() + 2min;
  EXPECT_EQ(source().access_key_id, "ASIA2");
  EXPECT_EQ(asked_, 2);
}

TEST_F(AssumedRoleTest, ExpiredOnesAreNeverUsed) {
  const auto source = role();
  source();
  now_ = now_.load() + 61min;  // a laptop that slept
  EXPECT_EQ(source().access_key_id, "ASIA2");
  now_ = now_.load() + 61min;
  answer_ = [](const http::Request&) { return refusal(); };
  try {
    source();
    ADD_FAILURE() << "expired credentials";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    EXPECT_EQ(e.internal_detail(),
              "AssumeRole arn:aws:iam::123456789012:role/copper: 403 AccessDenied (not authorized "
              "to perform: sts:AssumeRole)");
  }
}

TEST_F(AssumedRoleTest, WhileStsIsSilentThoseThatAreThereServe) {
  const auto source = role();
  source();
  int failures = 0;
  answer_ = [&](const http::Request&) -> http::Response {
    ++failures;
    throw Error(ErrorCode::unavailable, "gone", "connection refused");
  };
  now_ = now_.load() + 51min;
  EXPECT_EQ(source().access_key_id, "ASIA1");
  EXPECT_EQ(source().access_key_id, "ASIA1");
  EXPECT_EQ(failures, 1) << "within a minute it is not asked again";
  now_ = now_.load() + 1min;
  source();
  EXPECT_EQ(failures, 2);
  answer_ = [this](const http::Request&) { return credentials(); };
  now_ = now_.load() + 1min;
  EXPECT_EQ(source().access_key_id, "ASIA2");
}

TEST_F(AssumedRoleTest, OneThreadRenewsWhileTheOthersGoOn) {
  const auto source = role();
  source();
  now_ = now_.load() + 51min;
  std::barrier asking(2);
  std::barrier done(2);
  answer_ = [&](const http::Request&) {
    asking.arrive_and_wait();
    done.arrive_and_wait();
    return credentials();
  };
  std::thread renewing([&] { EXPECT_EQ(source().access_key_id, "ASIA2"); });
  asking.arrive_and_wait();
  EXPECT_EQ(source().access_key_id, "ASIA1");
  done.arrive_and_wait();
  renewing.join();
  EXPECT_EQ(source().access_key_id, "ASIA2");
}

TEST_F(AssumedRoleTest, WhatIsNotItsAnswerIsRefused) {
  for (const char* text : {"", "{}", "<html>", "<AssumeRoleResponse/>"}) {
    answer_ = [&](const http::Request&) { return http::text_response(200, text); };
    EXPECT_THROW(role()(), Error) << text;
  }
}

}  // namespace
}  // namespace copper::aws
