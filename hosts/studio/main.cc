// copper-studio: the Artist Web Application as a program of its own.
#include "apps/studio/studio.h"
#include "hosts/client_address.h"
#include "hosts/program.h"
#include "platform/http/client.h"
#include "platform/http/metrics_page.h"
#include "platform/render/resources.h"

namespace copper::hosts {
namespace {

int run(const Config& config) {
  const auth::VerifierOptions tokens = verifier_options(config);
  const render::Resources resources(studio::embedded_files());
  studio::Studio studio(
      {.api = naming_the_client(
           http::http_upstream(
               {.name = "the API", .base_url = address_from(config, "GATEWAY_URL", "https://api.example.com")}),
           app_key_from(config)),
       .issuer = tokens.issuer_http,
       .issuer_url = tokens.issuer,
       .client_id = config.text("OIDC_CLIENT_ID", "studio"),
       .client_secret = config.text("OIDC_CLIENT_SECRET", ""),
       .audience = tokens.audience,
       .studio_url = address_from(config, "STUDIO_URL", "https://studio.example.com"),
       .storage_origin = config.required("STORAGE_ORIGINS", "where signed URLs and images lead, with blanks between"),
       .gallery_url = address_from(config, "GALLERY_URL", "https://www.example.com"),
       .session_key = config.required("SESSION_KEYS", "at least 32 random characters; several with commas between"),
       .resources = resources});
  http::Server server({.workers = 8});
  server.listen(endpoint_from(config, "studio"),
                http::with_metrics(config.text("METRICS_TOKEN", ""), studio.handler()));
  server.run();
  return 0;
}

}  // namespace
}  // namespace copper::hosts

int main() {
  return copper::hosts::program("copper-studio", copper::hosts::run);
}
