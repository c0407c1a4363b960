// Where a private PostgreSQL keeps what, who may own it, and which programs serve it.
#pragma once

#include <filesystem>
#include <string>

#include "hosts/copper/child.h"

namespace copper::hosts {

struct PostgresFiles {
  std::filesystem::path home;     // owned by the server's user, 0700
  std::filesystem::path cluster;  // the data directory, in home
  std::filesystem::path sockets;  // home, or a directory in /tmp when its path is too long for a socket
  std::filesystem::path log;
};
PostgresFiles postgres_files(const std::filesystem::path& directory);

// Makes home and sockets for the user who will run the server, moving home to where that user can reach it.
UserId prepare(const std::filesystem::path& directory, PostgresFiles& files);

// The directory of PostgreSQL's programs that fit the cluster; the newest there are when there is none yet.
std::filesystem::path postgres_programs(const std::filesystem::path& cluster);

// The last thing PostgreSQL complained of after `offset` in its log.
std::string last_words(const std::filesystem::path& log, std::uint64_t offset);

}  // namespace copper::hosts
