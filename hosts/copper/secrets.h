// Keys a machine makes for itself at its first start and keeps in its data directory (mode 0600).
#pragma once

#include <filesystem>
#include <string>

namespace copper::hosts {

struct Secrets {
  std::string storage_signing_key;
  std::string session_key;
};

// Reads them, or makes and stores them. A damaged file is a StartError that names it.
Secrets load_or_make_secrets(const std::filesystem::path& file);

}  // namespace copper::hosts
