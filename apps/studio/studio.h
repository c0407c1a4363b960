// The Artist Web Application (R0.2, R7): where the artist signs in, uploads, edits, hangs and publishes.
//
//   const render::Resources resources(studio::embedded_files());
//   Studio studio({.api = gateway, .issuer = identity, .issuer_url = "http://localhost:8083", …});
//   server.listen({.name = "studio", .port = 8081, .body_bytes_max = kBodyBytesMax}, studio.handler());
//
// Serves pages, their assets, and /api/v1/artist/… : the API's artist part under the studio's own origin,
// where the session's access token is added. The browser never sees a token. Images go straight from the
// browser to storage.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "platform/base/clock.h"
#include "platform/base/embedded.h"
#include "platform/http/handler.h"
#include "platform/render/resources.h"

namespace copper::studio {

// templates/… of this folder and studio/… of what `npm run build` made of assets/.
std::span<const base::EmbeddedFile> embedded_files();

struct StudioOptions {
  http::Handler api;       // the gateway
  http::Handler issuer;    // the OpenID provider, reached by path
  std::string issuer_url;  // as browsers see it, exactly as the issuer names itself
  std::string client_id;
  std::string client_secret;            // empty: a public client (PKCE is used either way)
  std::string audience = "copper-api";  // of the access tokens
  std::string studio_url;               // http://localhost:8081, without a path; https makes cookies Secure
  std::string storage_origin;           // where signed URLs point; several separated by spaces (bucket, CDN)
  std::string gallery_url;              // the public site
  std::string session_key;              // at least 32 characters; several separated by commas rotate
  const render::Resources& resources;   // of embedded_files(); must outlive the Studio
  base::Clock clock = base::system_now;
};

class Studio {
 public:
  // Throws StartError for a session key that is too short and std::invalid_argument for URLs that are none.
  explicit Studio(StudioOptions options);
  ~Studio();

  // The issuer must allow {studio_url}/callback as redirect_uri and {studio_url}/signed-out after logging
  // out.
  http::Handler handler();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace copper::studio
