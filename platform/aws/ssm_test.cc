#include "platform/aws/ssm.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "platform/aws/test_moto.h"
#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/http/client.h"

namespace copper::aws {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

Signer signer() {
  return Signer({.credentials = {"AKIDEXAMPLE", "secret", ""}, .region = "us-east-1", .service = "ssm"});
}

CallOptions moto() {
  return {.upstream = http::http_upstream({.name = "moto", .base_url = moto_url()}),
          .base_url = moto_url(),
          .signer = signer(),
          .deadline = 10s};
}

CallOptions answering(std::function<http::Response(const json::object& asked)> answer) {
  return {.upstream =
              [answer = std::move(answer)](const http::Request& request) {
                EXPECT_EQ(request.headers.get("X-Amz-Target"), "AmazonSSM.GetParametersByPath");
                return answer(json::parse(request.body.text()).as_object());
              },
          .base_url = "https://ssm.test",
          .signer = signer(),
          .deadline = 2s};
}

void put(const std::string& name, const std::string& value, const std::string& type = "String") {
  const auto answer = call(
      moto(),
      {.method = "POST",
       .headers = {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", "AmazonSSM.PutParameter"}},
       .body = json::serialize(json::object{{"Name", name}, {"Value", value}, {"Type", type}, {"Overwrite", true}})});
  ASSERT_TRUE(answer.ok()) << answer.message;
}

std::string detail_of(const CallOptions& ssm) {
  try {
    parameters_below(ssm, "/copper/prod/");
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::unavailable);
    return e.internal_detail();
  }
  return "no error";
}

TEST(Ssm, EveryPageIsReadAndSecretsAreDecrypted) {
  const std::string path = "/" + base::uuid4() + "/";
  for (int i = 10; i < 33; ++i) put(path + "KEY_" + std::to_string(i), "value æ " + std::to_string(i));
  put(path + "SECRET", "a\nb", "SecureString");
  put(path + "deeper/KEY_10", "not this one");
  put(path.substr(0, path.size() - 1) + "uction/KEY_11", "nor this one");
  const auto found = parameters_below(moto(), path);
  EXPECT_EQ(found.size(), 24U);
  EXPECT_EQ(found.at("KEY_11"), "value æ 11");
  EXPECT_EQ(found.at("KEY_32"), "value æ 32");
  EXPECT_EQ(found.at("SECRET"), "a\nb");
}

TEST(Ssm, AnEmptyPageIsNotTheLast) {
  int pages = 0;
  const auto found = parameters_below(
      answering([&](const json::object& asked) {
        const char* token = "";
        if (const auto* given = asked.if_contains("NextToken")) {
          token = given->as_string().c_str();
        }
        EXPECT_EQ(std::string(token), pages == 0 ? "" : "t" + std::to_string(pages));
        switch (++pages) {
          case 1: return http::text_response(200, R"({"Parameters":[],"NextToken":"t1"})");
          case 2: return http::text_response(200, R"({"Parameters":[{"Name":"/c/A","Value":"1"}],"NextToken":"t2"})");
          default: return http::text_response(200, R"({"Parameters":[]})");
        }
      }),
      "/c/");
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(found, (std::map<std::string, std::string>{{"A", "1"}}));
}

TEST(Ssm, ThrottlingIsWaitedOut) {
  int tries = 0;
  const auto ssm = answering([&](const json::object&) {
    return ++tries == 1 ? http::text_response(400, R"({"__type":"ThrottlingException","message":"Rate exceeded"})")
                        : http::text_response(200, R"({"Parameters":[{"Name":"/c/A","Value":"1"}]})");
  });
  EXPECT_EQ(parameters_below(ssm, "/c/").size(), 1U);
}

TEST(Ssm, ARefusalSaysWhy) {
  EXPECT_EQ(detail_of(answering([](const json::object&) {
              return http::text_response(400, R"({"__type":"AccessDeniedException","message":"may not"})");
            })),
            "GetParametersByPath /copper/prod: 400 AccessDeniedException (may not)");
}

TEST(Ssm, WhatIsNotItsAnswerIsRefused) {
  for (const char* text : {"", "<html>", "[]", "{}", R"({"Parameters":[{"Name":7}]})", R"({"Parameters":[7]})"}) {
    const auto detail = detail_of(answering([&](const json::object&) { return http::text_response(200, text); }));
    EXPECT_TRUE(detail.starts_with("GetParametersByPath /copper/prod: something else")) << text << ": " << detail;
  }
}

}  // namespace
}  // namespace copper::aws
