// Signs what each line of stdin asks for, as JSON, and prints the result as one line of JSON: for test_sigv4.py.
//
//   {"time": 1700000000, "token": "", "service": "s3", "method": "GET", "base_url": "http://…", "key": "a b",
//    "query": "", "headers": {}, "body": ""}             answers {"target": …, "headers": {…}}
//   the same with "lifetime": 60                         answers {"url": …}
#include <iostream>

#include "platform/aws/sigv4.h"
#include "platform/json/json.h"
#include "platform/storage/s3_bucket.h"

namespace copper {
namespace {

std::string text_of(const json::Object& in, std::string_view name) {
  return std::string(in.at(name).as_string());
}

aws::Signer signer_of(const json::Object& in) {
  const base::TimePoint time{std::chrono::seconds(in.at("time").as_int64())};
  return aws::Signer({.credentials = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", text_of(in, "token")},
                      .region = "eu-north-1",
                      .service = text_of(in, "service"),
                      .clock = [time] { return time; }});
}

json::Object result_of(const json::Object& in) {
  http::Request request{.method = text_of(in, "method"),
                        .target = storage::s3_target(text_of(in, "key"), text_of(in, "query")),
                        .body = text_of(in, "body")};
  for (const auto& [name, value] : in.at("headers").as_object()) request.headers.set(name, value.as_string());
  const std::string base_url = text_of(in, "base_url");
  if (const auto* lifetime = in.if_contains("lifetime")) {
    return {{"url", signer_of(in).presign(request.method, base_url, request.target,
                                          std::chrono::seconds(lifetime->as_int64()), request.headers)}};
  }
  signer_of(in).sign(request, base_url);
  json::Object headers;
  for (const auto& [name, value] : request.headers) headers[name] = value;
  return {{"target", request.target}, {"headers", std::move(headers)}};
}

}  // namespace
}  // namespace copper

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << boost::json::serialize(copper::result_of(boost::json::parse(line).as_object())) << '\n';
  }
}
