// copper-logdrain: the log drain as a function on AWS Lambda, behind a function URL of its own.
#include "hosts/account.h"
#include "hosts/lambda/function.h"
#include "hosts/program.h"
#include "platform/base/error.h"
#include "platform/http/middleware.h"
#include "services/logdrain/logdrain.h"

namespace copper::hosts {
namespace {

constexpr std::size_t kTokenLengthMin = 24;

std::string token_from(const Config& config) {
  std::string token = config.required("DRAIN_TOKEN", "the drains' password, of 24 characters or more");
  if (token.size() >= kTokenLengthMin) return token;
  throw StartError("COPPER_DRAIN_TOKEN is too short: it must have 24 characters or more.");
}

int run(const Config& config) {
  return lambda::run([&config] {
    static logdrain::Logdrain logdrain(
        {.logs = aws_service(config, "logs", std::chrono::seconds(5)),
         .group = config.required("LOG_GROUP", "a log group of CloudWatch, such as /copper/prod/heroku"),
         .token = token_from(config)});
    return lambda::function_of(http::observed("logdrain", logdrain.handler()));
  });
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-logdrain", copper::hosts::run);
}
