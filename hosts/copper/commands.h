// What the command line offers; each returns the exit status and throws StartError when it cannot begin.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "services/content/restoring.h"

namespace copper::hosts {

struct UpOptions {
  std::optional<std::uint16_t> port_base;  // otherwise 8080, for a token where the running gallery is
  std::filesystem::path data = "var";
  bool demo = true;
  bool only_login = false;  // the database and the login, for parts that run as programs of their own
};

int up(const UpOptions& options);
// Applies what is missing of schema/ to COPPER_DATABASE_URL.
int migrate();
// Writes the search index anew, of the gallery in `data` or at COPPER_DATABASE_URL, whether it runs or not.
int reindex(const std::filesystem::path& data);
// `against` as in --against; empty: none. Status 1 when the sides differ.
int check_config(const std::string& against);
int print_token(const UpOptions& options, const std::string& role);
// The folder's pictures and their table as prints of the gallery that runs (import.h).
int import(const UpOptions& options, const std::filesystem::path& directory);
// Every version of a local file, by the image program: `arguments` are its own (hosts/imaging/make.h).
int make_image(const std::vector<std::string>& arguments);

struct RestoreOptions {
  std::filesystem::path data = "var";
  std::string backup;  // without one the backups in storage are listed
  content::Part part = content::WholeBackup{};
};
int restore(const RestoreOptions& options);

}  // namespace copper::hosts
