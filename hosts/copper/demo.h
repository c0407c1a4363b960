// Hangs the demonstration prints in a fresh gallery, through the API, as the artist would.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

#include "platform/http/handler.h"

namespace copper::hosts {

struct DemoOptions {
  http::Handler api;                     // the gateway, with the file store's /storage
  std::function<std::string()> token;    // an artist's access token
  std::filesystem::path plate_program;   // copper-plates
  std::filesystem::path work_directory;  // for the drawn files, emptied as they are uploaded
  std::string catalogue;                 // demo/catalogue.json
  std::function<void(std::string_view)> progress;
  const std::atomic<bool>& stopping;
};

// Draws, uploads, describes and hangs every print that is not there yet: started again, it goes on where it stopped.
void hang_demo(const DemoOptions& options);

}  // namespace copper::hosts
