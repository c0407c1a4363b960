#include "hosts/program.h"

#include <cstdio>
#include <stdexcept>

#include "hosts/configuration.h"
#include "hosts/lambda/runtime.h"
#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/url.h"
#include "platform/observe/log.h"

namespace copper::hosts {
namespace {

constexpr const char* kLoopback = "127.0.0.1";

std::string issuer_from(const Config& config) {
  return config.required("OIDC_ISSUER", "the issuer of access tokens, exactly as it names itself");
}

Config configuration_with_log() {
  try {
    Config config = configuration();
    log::set_level(log::level_from(config.text("LOG_LEVEL", "info")));
    return config;
  } catch (const std::exception& error) {
    if (lambda::is_here()) lambda::post_start_error(error);
    throw;
  }
}

}  // namespace

int program(const std::string& name, int (*run)(const Config& config)) {
  try {
    return run(configuration_with_log());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
    return 2;
  }
}

http::Endpoint endpoint_from(const Config& config, const std::string& name) {
  return {.name = name,
          .address = config.text("LISTEN_ADDRESS", kLoopback),
          .port = static_cast<std::uint16_t>(config.integer("PORT", 8080, 1, 65535)),
          .behind_proxy = config.flag("BEHIND_PROXY", false)};
}

http::Endpoint service_endpoint_from(const Config& config, const std::string& name) {
  http::Endpoint endpoint = endpoint_from(config, name);
  if (endpoint.address == kLoopback) endpoint.hosts = http::loopback_hosts(endpoint.port);
  return endpoint;
}

std::string address_from(const Config& config, const std::string& key, const std::string& example) {
  const std::string text = config.required(key, "an address such as " + example);
  try {
    const http::Url url = http::parse_url(text);
    return url.origin + url.path;
  } catch (const std::invalid_argument&) {
    throw StartError("COPPER_" + key + " is '" + text + "': it must be an address such as " + example + ".");
  }
}

http::Handler issuer_upstream(const Config& config) {
  const std::string issuer = issuer_from(config);
  try {
    return http::http_upstream({.name = "the login", .base_url = http::parse_url(issuer).origin});
  } catch (const std::invalid_argument&) {
    throw StartError("COPPER_OIDC_ISSUER is '" + issuer +
                     "': it must be an address such as https://login.example.com/.");
  }
}

auth::VerifierOptions verifier_options(const Config& config) {
  return {.issuer = issuer_from(config),
          .audience = config.text("OIDC_AUDIENCE", "copper-api"),
          .roles_claim = config.text("OIDC_ROLES_CLAIM", "roles"),
          .issuer_http = issuer_upstream(config)};
}

}  // namespace copper::hosts
