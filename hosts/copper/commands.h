// What the command line offers; each returns the exit status and throws StartError when it cannot begin.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace copper::hosts {

struct UpOptions {
  std::optional<std::uint16_t> port_base;  // otherwise 8080, for a token where the running gallery is
  std::filesystem::path data = "var";
  bool demo = true;
};

int up(const UpOptions& options);
int print_token(const UpOptions& options, const std::string& role);

}  // namespace copper::hosts
