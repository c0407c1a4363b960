#include "hosts/copper/child.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/observe/log.h"

namespace copper::hosts {
namespace {

constexpr std::chrono::seconds kStopPatience{10};

// What exec needs, laid out before fork: afterwards nothing may allocate.
class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {
    pointers_.reserve(words_.size() + 1);
    for (auto& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& given) {
  constexpr std::array kOfTheSystem = {"PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH"};
  std::map<std::string, std::string> all(given.begin(), given.end());
  for (const char* name : kOfTheSystem) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    if (value != nullptr) all.emplace(name, value);
  }
  std::vector<std::string> words;
  for (const auto& [name, value] : all) words.push_back(std::string(name).append("=").append(value));
  return words;
}

base::FileDescriptor open_log(const std::filesystem::path& path) {
  if (path.empty()) return {};
  base::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file) throw StartError("Cannot write " + path.string() + ": " + std::generic_category().message(errno) + ".");
  return file;
}

// Runs in the child, between fork and exec: only async-signal-safe calls. Returns when something fails, with
// errno.
void become(const ChildOptions& options, pid_t parent, int log, char** arguments, char** environment) {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  struct sigaction unchanged {};
  unchanged.sa_handler = SIG_DFL;
  for (const int number : {SIGPIPE, SIGINT, SIGQUIT, SIGTERM}) ::sigaction(number, &unchanged, nullptr);
  if (::setpgid(0, 0) != 0) return;
  if (log >= 0 && (::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0)) return;
  if (options.user && ::geteuid() == 0 &&
      (::setgroups(0, nullptr) != 0 || ::setgid(options.user->gid) != 0 || ::setuid(options.user->uid) != 0)) {
    return;
  }
  // After the change of user, which clears it.
  if (::prctl(PR_SET_PDEATHSIG, options.death_signal) != 0) return;
  if (::getppid() != parent) ::_exit(1);  // the parent died before that
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0) return;
  ::execve(arguments[0], arguments, environment);
}

}  // namespace

struct Child::State {
  ChildOptions options;
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  pid_t pid = -1;
  bool running = false;
  bool stopping = false;
  int wait_status = 0;
  std::thread watcher;  // forks, then waits: the death signal belongs to the thread that forked

  void spawn();
  void watch();
};

void Child::State::spawn() {
  Words arguments(options.arguments);
  Words environment(environment_with(options.environment));
  const base::FileDescriptor log = open_log(options.log_file);
  std::array<int, 2> failure{};  // carries the errno of a failed exec; closed by one that succeeds
  if (::pipe2(failure.data(), O_CLOEXEC) != 0) throw StartError("Cannot start " + options.name + ": no more files.");
  const base::FileDescriptor failure_in(failure[0]);
  base::FileDescriptor failure_out(failure[1]);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    become(options, parent, log.get(), arguments.data(), environment.data());
    const int number = errno;
    [[maybe_unused]] const auto written = ::write(failure[1], &number, sizeof number);
    ::_exit(127);
  }
  failure_out = {};
  int number = child < 0 ? errno : 0;
  ssize_t got = 0;
  while (child > 0 && (got = ::read(failure_in.get(), &number, sizeof number)) < 0 && errno == EINTR) {
  }
  if (got > 0) ::waitpid(child, nullptr, 0);
  if (number != 0) {
    throw StartError("Cannot start " + options.name + " (" + options.arguments[0] +
                     "): " + std::generic_category().message(number) + ".");
  }
  const std::lock_guard lock(mutex);
  pid = child;
  running = true;
  stopping = false;
}

void Child::State::watch() {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  // Reaped under the lock, so that nobody signals a number that already belongs to another process.
  const std::lock_guard lock(mutex);
  ::waitpid(pid, &wait_status, 0);
  running = false;
  if (!stopping && wait_status != 0) {
    log::warning("process ended", {{"process", options.name},
                                   {"exitStatus", WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1},
                                   {"signal", WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0}});
  }
  changed.notify_all();
}

Child::Child(ChildOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}

Child::~Child() {
  stop();
  if (state_->watcher.joinable()) state_->watcher.join();
}

void Child::start() {
  if (running()) return;
  if (state_->watcher.joinable()) state_->watcher.join();
  std::promise<void> promise;
  std::future<void> started = promise.get_future();
  state_->watcher = std::thread([state = state_.get(), promise = std::move(promise)]() mutable {
    try {
      state->spawn();
      promise.set_value();
    } catch (...) {
      promise.set_exception(std::current_exception());
      return;
    }
    state->watch();
  });
  started.get();
}

bool Child::running() const {
  const std::lock_guard lock(state_->mutex);
  return state_->running;
}

pid_t Child::pid() const {
  const std::lock_guard lock(state_->mutex);
  return state_->pid;
}

void Child::signal(int number) {
  const std::lock_guard lock(state_->mutex);
  state_->stopping = true;
  if (state_->running) ::kill(state_->pid, number);
}

bool Child::ended_within(std::chrono::milliseconds patience) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, patience, [this] { return !state_->running; });
}

int Child::wait_status() const {
  const std::lock_guard lock(state_->mutex);
  return state_->wait_status;
}

void Child::stop() {
  signal(SIGTERM);
  if (!ended_within(kStopPatience)) signal(SIGKILL);
  while (!ended_within(kStopPatience)) {
  }
}

}  // namespace copper::hosts
