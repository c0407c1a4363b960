// The private PostgreSQL of `copper up`: a cluster in var/postgres that listens on a Unix socket only and
// lives and dies with this process.
//
// Called by root it runs as user postgres, as PostgreSQL refuses root. Where that user cannot reach the
// directory (a checkout under /root), the data goes to /var/lib/postgresql and a symbolic link is left in its
// place. Whatever a killed predecessor left behind (a running server, lock files, shared memory) is put in
// order first.
//
// All failures are StartErrors of one line, with PostgreSQL's own last words; its log is log/postgres.log
// beside the directory.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace copper::hosts {

class PrivatePostgres {
 public:
  explicit PrivatePostgres(std::filesystem::path directory);
  ~PrivatePostgres();  // stop()

  void start();  // creates the cluster on first use; returns when it takes connections
  bool running() const;
  void stop();

  // Of the database, for libpq; also before start(), and for a server that another process has started.
  std::string url() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace copper::hosts
