// copper-imaging without a command: the service behind HTTP on the loopback address.
#pragma once

namespace copper::hosts {

// Runs until SIGTERM or SIGINT; returns the exit status. Reads
//   COPPER_IMAGING_PORT or PORT (8084), COPPER_STORAGE (file:var/blobs), COPPER_CONTENT_URL
//   (http://127.0.0.1:8085), COPPER_LOG_LEVEL (info), COPPER_METRICS_TOKEN (none).
int serve_imaging();

}  // namespace copper::hosts
