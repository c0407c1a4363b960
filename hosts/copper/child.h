// A program that runs beside this one and never outlives it.
//
//   Child imaging({.name = "imaging", .arguments = {"/usr/bin/copper-imaging"}});
//   imaging.start();
//   if (!imaging.running()) imaging.start();          // again, after it ended
//
// The kernel signals the child when this process dies, however it dies (PR_SET_PDEATHSIG). It has a process
// group of its own, so that Ctrl-C reaches this process only, which then stops it in order; it inherits no
// open file but stdin, stdout and stderr. running() may be asked from any thread, the rest is called from one
// at a time. Of the environment it gets what is named here and where programs find what belongs to the system,
// and nothing else: secrets are in it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace copper::hosts {

struct UserId {
  uid_t uid;
  gid_t gid;
};

struct ChildOptions {
  std::string name;                    // in messages
  std::vector<std::string> arguments;  // the first is the program's absolute path
  std::vector<std::pair<std::string, std::string>> environment;
  std::filesystem::path log_file;   // stdout and stderr are appended to it; empty: ours
  std::filesystem::path directory;  // it works in; empty: ours
  std::optional<UserId> user;       // it runs as, when we are root
  int death_signal = SIGTERM;       // sent when this process dies
};

class Child {
 public:
  explicit Child(ChildOptions options);
  ~Child();  // stop()
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void start();  // throws StartError when the program cannot be run
  bool running() const;
  pid_t pid() const;  // of the last start

  void signal(int number);
  // Waits until it has ended; false when it has not within `patience`.
  bool ended_within(std::chrono::milliseconds patience) const;
  int wait_status() const;  // of one that ended, as waitpid(2) gives it
  void stop();              // SIGTERM, and SIGKILL after ten seconds

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace copper::hosts
