// copper-gateway: the API Gateway as a program of its own; the services are on the other side of AWS API Gateway, or of
// plain HTTP.
#include "apps/gateway/gateway.h"
#include "hosts/aws.h"
#include "hosts/client_address.h"
#include "hosts/edge.h"
#include "hosts/program.h"
#include "platform/http/metrics_page.h"

namespace copper::hosts {
namespace {

int run(const Config& config) {
  const Edge edge =
      edge_from(config, config.required("ALLOWED_ORIGINS", "whose pages may call the API, with commas between"));
  const auth::Verifier verifier(verifier_options(config));
  http::Server server({.workers = 64});  // most of them wait for a service
  http::Endpoint endpoint = endpoint_from(config, "API");
  endpoint.body_bytes_max = gateway::body_bytes_max;
  const std::string public_url = address_from(config, "GATEWAY_URL", "https://api.example.com");
  endpoint.dress = gateway::dress(public_url, edge.allowed_origins);
  server.listen(
      std::move(endpoint),
      http::with_metrics(
          edge.metrics_token,
          believing_apps(
              app_key_from(config),
              gateway::gateway({.content = naming_the_client(service_upstream(config, "CONTENT_URL", "content")),
                                .search = naming_the_client(service_upstream(config, "SEARCH_URL", "search")),
                                .verifier = verifier,
                                .public_url = public_url,
                                .allowed_origins = edge.allowed_origins,
                                .limits = edge.limits}))));
  server.run();
  return 0;
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-gateway", copper::hosts::run);
}
