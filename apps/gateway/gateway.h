// The API Gateway (R0.3): the one public door to the services.
//
// Routes /api/v1/… to content and search, lets only bearers of the right role through to /artist and /admin (the
// services check again), serves the documents of the API (documents.h), keeps clients to their limits, answers at once
// while a service is down, answers CORS for the configured origins, and sets the security headers. Internal calls of the
// services (callbacks, processing) are not reachable through it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "apps/gateway/cors.h"
#include "apps/gateway/limits.h"
#include "platform/auth/verifier.h"
#include "platform/http/handler.h"

namespace copper::gateway {

struct GatewayOptions {
  http::Handler content;
  http::Handler search;
  const auth::Verifier& verifier;
  std::string public_url;   // of the gateway; https brings HSTS
  Origins allowed_origins;  // for CORS, e.g. http://localhost:8081
  Limits limits;
  http::Handler storage;  // presigned URLs of the file store under /storage; empty with S3
};

http::Handler gateway(GatewayOptions options);

// For http::Endpoint: puts the security headers and CORS on whatever `next` answers, and an error of the search in both
// forms that clients read ({"code","message"} and {"error":{…}}). The gateway's own answers have all of it.
std::function<http::Handler(http::Handler next)> dress(const std::string& public_url, const Origins& allowed_origins);

// For http::Endpoint: 1 MiB, but parts of uploads and forms with an original.
std::uint64_t body_bytes_max(const http::Request& request);

}  // namespace copper::gateway
