#include "platform/aws/ssm.h"

#include <boost/json.hpp>

#include "platform/base/error.h"

namespace copper::aws {
namespace {

namespace json = boost::json;

std::string page_of(const CallOptions& ssm, const std::string& path, const std::string& token) {
  json::object asked{{"Path", path}, {"WithDecryption", true}, {"MaxResults", 10}};
  if (!token.empty()) asked["NextToken"] = token;
  const Answer answer = call(ssm, {.method = "POST",
                                   .headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                               {"X-Amz-Target", "AmazonSSM.GetParametersByPath"}},
                                   .body = json::serialize(asked)});
  if (!answer.ok()) throw_refused(answer, "GetParametersByPath " + path);
  return answer.response.body.text();
}

// Adds what is on the page; the token of the next one, empty on the last.
std::string read_page(const std::string& text, std::map<std::string, std::string>& found) {
  const json::value page = json::parse(text);
  for (const auto& parameter : page.at("Parameters").as_array()) {
    const std::string name(parameter.at("Name").as_string());
    found[name.substr(name.rfind('/') + 1)] = parameter.at("Value").as_string();
  }
  const json::value* next = page.as_object().if_contains("NextToken");
  return next == nullptr || next->is_null() ? "" : std::string(next->as_string());
}

}  // namespace

// The path is asked for without its last slash: the policies that allow it compare letter by letter.
// A page may be empty and yet not the last: only one without NextToken is.
std::map<std::string, std::string> parameters_below(const CallOptions& ssm, const std::string& below) {
  const std::string path = below.size() > 1 && below.ends_with('/') ? below.substr(0, below.size() - 1) : below;
  std::map<std::string, std::string> found;
  std::string token;
  do {
    const std::string page = page_of(ssm, path, token);
    try {
      token = read_page(page, found);
    } catch (const std::exception& e) {
      throw Error(ErrorCode::unavailable, "The configuration cannot be read.",
                  "GetParametersByPath " + path + ": something else than Parameter Store answered: " + e.what());
    }
  } while (!token.empty());
  return found;
}

}  // namespace copper::aws
