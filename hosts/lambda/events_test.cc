#include "hosts/lambda/events.h"

#include <gtest/gtest.h>

namespace copper::lambda {
namespace {

// As API Gateway's HTTP APIs send them (shortened).
constexpr const char* kHttp = R"({"version":"2.0","routeKey":"$default","rawPath":"/api/v1/prints/7",
  "rawQueryString":"language=da&q=a%20b","cookies":["language=da","theme=dark"],
  "headers":{"accept":"application/json","x-request-id":"follow-me-1","x-forwarded-for":"1.2.3.4"},
  "requestContext":{"http":{"method":"POST","path":"/api/v1/prints/7","sourceIp":"10.0.0.9"},"stage":"$default"},
  "body":"eyJ5ZWFyIjoyMDIxfQ==","isBase64Encoded":true})";

// As REST APIs send them.
constexpr const char* kRest = R"({"resource":"/{proxy+}","path":"/api/v1/prints/7","httpMethod":"GET",
  "headers":{"Accept":"text/html"},"multiValueHeaders":{"Accept":["text/html"],"X-Two":["1","2"]},
  "queryStringParameters":{"q":"b"},"multiValueQueryStringParameters":{"q":["a b","c&d"],"language":["da"]},
  "requestContext":{"identity":{"sourceIp":"10.0.0.9"},"stage":"prod"},"body":null,"isBase64Encoded":false})";

http::Request request_of(const std::string& event) {
  return std::get<HttpEvent>(read_event(event)).request;
}

std::string refusal(const std::string& event) {
  try {
    read_event(event);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_request);
    return error.what();
  }
  return "accepted";
}

TEST(EventsTest, AnEventOfAnHttpApiIsTheRequest) {
  const auto request = request_of(kHttp);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/api/v1/prints/7?language=da&q=a%20b");
  EXPECT_EQ(request.headers.get("X-Request-Id"), "follow-me-1");
  EXPECT_EQ(request.headers.get("Cookie"), "language=da; theme=dark");
  EXPECT_EQ(request.client_address, "10.0.0.9");
  EXPECT_EQ(request.body.text(), R"({"year":2021})");
}

TEST(EventsTest, AnEventOfARestApiIsTheRequest) {
  const auto request = request_of(kRest);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.path(), "/api/v1/prints/7");
  EXPECT_EQ(request.query().all("q"), (std::vector<std::string_view>{"a b", "c&d"}));
  EXPECT_EQ(request.query().get("language"), "da");
  EXPECT_EQ(request.headers.find_last("X-Two"), "2");
  EXPECT_EQ(request.client_address, "10.0.0.9");
  EXPECT_TRUE(request.body.empty());
}

TEST(EventsTest, AnEventOfAFunctionUrlIsTheRequest) {
  // As function URLs send them (shortened): payload format 2.0, with an address of Lambda's own and nobody's account.
  const auto request = request_of(R"({"version":"2.0","routeKey":"$default","rawPath":"/drain/copper-gallery",
    "rawQueryString":"","headers":{"content-type":"application/logplex-1","authorization":"Basic aGVyb2t1OnNlY3JldA==",
    "host":"abc.lambda-url.eu-north-1.on.aws","logplex-msg-count":"2"},
    "requestContext":{"accountId":"anonymous","apiId":"abc","domainName":"abc.lambda-url.eu-north-1.on.aws",
    "http":{"method":"POST","path":"/drain/copper-gallery","protocol":"HTTP/1.1","sourceIp":"192.0.2.7",
    "userAgent":"Logplex/v72"},"routeKey":"$default","stage":"$default"},
    "body":"NjYgPDQwPjE=","isBase64Encoded":true})");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/drain/copper-gallery");
  EXPECT_EQ(request.headers.get("Authorization"), "Basic aGVyb2t1OnNlY3JldA==");
  EXPECT_EQ(request.client_address, "192.0.2.7");
  EXPECT_EQ(request.body.text(), "66 <40>1");
}

TEST(EventsTest, AStageIsNoPartOfThePath) {
  const auto target = [](const std::string& path, const std::string& stage) {
    return request_of(R"({"rawPath":")" + path + R"(","requestContext":{"stage":")" + stage +
                      R"(","http":{"method":"GET"}}})")
        .target;
  };
  EXPECT_EQ(target("/prod/healthz", "prod"), "/healthz");
  EXPECT_EQ(target("/prod", "prod"), "/");
  EXPECT_EQ(target("/production/healthz", "prod"), "/production/healthz");
  EXPECT_EQ(target("/healthz", "$default"), "/healthz");
}

TEST(EventsTest, WhatComesDecodedIsEncodedAgain) {
  const auto request =
      request_of("{\"rawPath\":\"/media/t\u00f8r v\",\"requestContext\":{\"http\":{\"method\":\"GET\"}}}");
  EXPECT_EQ(request.target, "/media/t%C3%B8r%20v");
}

TEST(EventsTest, ASchedulesEventIsKnown) {
  EXPECT_TRUE(std::holds_alternative<ScheduledEvent>(
      read_event(R"({"source":"aws.events","detail-type":"Scheduled Event","detail":{}})")));
}

TEST(EventsTest, WhatIsNoEventIsRefused) {
  for (const char* event :
       {"", "7", "[]", "{", "{}", R"({"httpMethod":"GET"})", R"({"httpMethod":7,"path":"/"})",
        R"({"requestContext":{"http":{"method":"GET"}}})",
        R"({"requestContext":{"http":{"method":"GET"}},"rawPath":"no-slash"})",
        R"({"requestContext":{"http":{"method":"GET"}},"rawPath":"/","headers":{"a":"b\r\nc"}})",
        R"({"requestContext":{"http":{"method":"GET"}},"rawPath":"/","headers":{"a":7}})",
        R"({"requestContext":{"http":{"method":"GET"}},"rawPath":"/","body":"%","isBase64Encoded":true})",
        R"({"httpMethod":"GET","path":"/","multiValueHeaders":{"a":"b"}})",
        R"({"httpMethod":"GET","path":"/","multiValueQueryStringParameters":{"a":[7]}})"}) {
    EXPECT_TRUE(refusal(event).starts_with("This is not an event")) << event << ": " << refusal(event);
  }
}

json::Object answer_of(Format format, const http::Response& response) {
  return boost::json::parse(write_answer(format, response)).as_object();
}

TEST(EventsTest, AnAnswerKeepsCookiesAndRepeatedHeadersApart) {
  http::Response response = http::text_response(201, "Sl\u00e5en");
  response.headers.add("Set-Cookie", "a=1");
  response.headers.add("set-cookie", "b=2");
  response.headers.add("Vary", "Accept");
  response.headers.add("Vary", "Origin");
  const auto http = answer_of(Format::http, response);
  EXPECT_EQ(http.at("statusCode").as_int64(), 201);
  EXPECT_EQ(http.at("body").as_string(), "Sl\u00e5en");
  EXPECT_FALSE(http.at("isBase64Encoded").as_bool());
  EXPECT_EQ(http.at("cookies"), (json::Array{"a=1", "b=2"}));
  EXPECT_EQ(http.at("headers").at("Vary").as_string(), "Accept, Origin");
  const auto rest = answer_of(Format::rest, response);
  EXPECT_EQ(rest.at("multiValueHeaders").at("Vary"), (json::Array{"Accept", "Origin"}));
}

TEST(EventsTest, OnlyBytesThatAreNoTextGoInBase64) {
  http::Response image = http::text_response(200, std::string("\x89PNG\0", 5), "image/png");
  const auto answer = answer_of(Format::http, image);
  EXPECT_TRUE(answer.at("isBase64Encoded").as_bool());
  EXPECT_EQ(answer.at("body").as_string(), "iVBORwA=");
  http::Response packed = http::text_response(200, "x");
  packed.headers.set("Content-Encoding", "gzip");
  EXPECT_TRUE(answer_of(Format::http, packed).at("isBase64Encoded").as_bool());
  EXPECT_FALSE(answer_of(Format::http, {.status = 204}).at("isBase64Encoded").as_bool());
}

TEST(EventsTest, ARequestSentAsAnEventArrivesAsItWas) {
  const http::Request sent{.method = "POST",
                           .target = "/api/v1/process?a=1&a=2",
                           .headers = {{"Content-Type", "application/json"}, {"traceparent", "00-1-2-01"}},
                           .body = std::string("{\"a\":\"\xff\"}")};
  const auto arrived = request_of(write_event(sent));
  EXPECT_EQ(arrived.method, sent.method);
  EXPECT_EQ(arrived.target, sent.target);
  EXPECT_EQ(arrived.headers.get("traceparent"), "00-1-2-01");
  EXPECT_EQ(arrived.body.text(), sent.body.text());
}

}  // namespace
}  // namespace copper::lambda
