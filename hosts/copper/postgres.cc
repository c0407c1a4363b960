#include "hosts/copper/postgres.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "hosts/copper/postgres_files.h"
#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper::hosts {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* kPort = "5432";  // only a part of the socket's name
constexpr std::uint64_t kLogBytesMax = 10 << 20;

std::vector<std::string> lines_of(const fs::path& path) {
  const base::FileDescriptor file = base::open_for_reading(path);
  std::vector<std::string> lines;
  if (!file) return lines;
  std::string text = base::read_at(file.get(), 0, 4096);
  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    lines.push_back(text.substr(0, end));
  }
  return lines;
}

// The server's own account of itself: process id first, state in the eighth line.
struct PidFile {
  pid_t pid = 0;
  bool ready = false;
};
PidFile read_pid_file(const fs::path& cluster) {
  const auto lines = lines_of(cluster / "postmaster.pid");
  PidFile file;
  if (!lines.empty()) std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), file.pid);
  file.ready = lines.size() >= 8 && lines[7].starts_with("ready");
  return file;
}

// Numbers of processes are used again: a server has its cluster as working directory.
bool serves(pid_t pid, const fs::path& cluster) {
  const fs::path process = "/proc/" + std::to_string(pid);
  std::error_code hidden;
  const auto name = lines_of(process / "comm");
  if (name.empty() || name[0] != "postgres") return false;
  const fs::path directory = fs::read_symlink(process / "cwd", hidden);
  return hidden || directory == fs::canonical(cluster, hidden);
}

bool gone_within(std::chrono::milliseconds patience, pid_t pid, const fs::path& cluster) {
  for (const auto deadline = SteadyClock::now() + patience; SteadyClock::now() < deadline;) {
    if (!serves(pid, cluster)) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

// What a predecessor that was killed left: a server about to stop, or a lock with the number of nobody. Our
// lock on the directory says that nobody else is using it.
void clear_leftovers(const PostgresFiles& files) {
  const pid_t pid = read_pid_file(files.cluster).pid;
  if (pid > 0 && serves(pid, files.cluster)) {
    ::kill(pid, SIGINT);
    if (gone_within(10s, pid, files.cluster)) return;
    ::kill(pid, SIGQUIT);
    if (gone_within(5s, pid, files.cluster)) return;
    throw StartError("An older PostgreSQL (process " + std::to_string(pid) + ") holds the database in " +
                     files.cluster.string() + " and does not stop: kill it.");
  }
  std::error_code absent;
  fs::remove(files.cluster / "postmaster.pid", absent);
  fs::remove(files.sockets / (std::string(".s.PGSQL.") + kPort + ".lock"), absent);
}

// A value inside quotes, as connection strings and lists of settings take it.
std::string quoted(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || (c == '\\' && quote == '\'')) out += quote == '\'' ? '\\' : quote;
    out += c;
  }
  return out + quote;
}

// An eighth of the machine's memory, which it takes only as far as there is something to keep in it; a large search index that
// has no room there is copied from the system's cache again and again.
std::string shared_buffers() {
  const std::int64_t megabytes = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE) / 8 / 1'000'000;
  return "shared_buffers=" + std::to_string(std::clamp<std::int64_t>(megabytes, 64, 1000)) + "MB";
}

}  // namespace

struct PrivatePostgres::State {
  fs::path directory;
  PostgresFiles files;
  base::FileDescriptor lock;
  std::unique_ptr<Child> server;

  void take_lock();
  void create_cluster(const fs::path& programs, const UserId& user) const;
  ChildOptions server_options(const fs::path& programs, const UserId& user) const;
  void start_server();
  bool wait_until_ready() const;
  void create_database() const;
  std::string connection(const std::string& user_and_database) const;
};

void PrivatePostgres::State::take_lock() {
  if (lock) return;
  base::FileDescriptor file(::open((files.home / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    throw StartError("Another copper uses the database in " + files.home.string() + ": stop it first.");
  }
  lock = std::move(file);
}

// Made under another name, so that one that was interrupted is not taken for a whole one.
void PrivatePostgres::State::create_cluster(const fs::path& programs, const UserId& user) const {
  const fs::path unfinished = files.home / "cluster.new";
  fs::remove_all(unfinished);
  const std::uint64_t log_start = fs::exists(files.log) ? fs::file_size(files.log) : 0;
  Child initdb(
      {.name = "PostgreSQL's initdb",
       .arguments = {programs / "initdb", "--pgdata=" + unfinished.string(), "--username=postgres", "--encoding=UTF8",
                     "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-sync"},
       .log_file = files.log,
       .directory = files.home,
       .user = user,
       .death_signal = SIGKILL});
  initdb.start();
  if (!initdb.ended_within(std::chrono::minutes(2)) || initdb.wait_status() != 0) {
    throw StartError("PostgreSQL's initdb failed: " + last_words(files.log, log_start));
  }
  // One call for the file system takes a fraction of initdb's own sync, file by file.
  const base::FileDescriptor home(::open(files.home.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ::syncfs(home.get());
  fs::rename(unfinished, files.cluster);
  ::fsync(home.get());
}

ChildOptions PrivatePostgres::State::server_options(const fs::path& programs, const UserId& user) const {
  std::vector<std::string> arguments = {programs / "postgres", "-D", files.cluster};
  for (const std::string& setting :
       {std::string("listen_addresses="), "unix_socket_directories=" + quoted(files.sockets, '"'),
        std::string("port=") + kPort, shared_buffers(), std::string("max_connections=50"), std::string("jit=off"),
        std::string("timezone=UTC"), std::string("log_timezone=UTC"), std::string("log_checkpoints=off")}) {
    arguments.insert(arguments.end(), {"-c", setting});
  }
  return {.name = "PostgreSQL",
          .arguments = std::move(arguments),
          .log_file = files.log,
          .directory = files.home,
          .user = user,
          .death_signal = SIGINT};
}

// False when it ended instead.
bool PrivatePostgres::State::wait_until_ready() const {
  const auto deadline = SteadyClock::now() + std::chrono::minutes(2);
  while (server->running()) {
    const PidFile file = read_pid_file(files.cluster);
    if (file.ready && file.pid == server->pid()) return true;
    if (SteadyClock::now() > deadline) {
      throw StartError("PostgreSQL does not get ready: see " + files.log.string() + ".");
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

void PrivatePostgres::State::start_server() {
  // Sessions of a server that was killed hold its memory until their statement ends.
  const auto deadline = SteadyClock::now() + 15s;
  for (;;) {
    const std::uint64_t log_start = fs::exists(files.log) ? fs::file_size(files.log) : 0;
    server->start();
    if (wait_until_ready()) return;
    const std::string reason = last_words(files.log, log_start);
    if (reason.find("still in use") == std::string::npos || SteadyClock::now() > deadline) {
      throw StartError("PostgreSQL did not start: " + reason + ". The whole story is in " + files.log.string() +
                       "; a damaged " + files.cluster.string() + " must be restored from a backup.");
    }
    std::this_thread::sleep_for(500ms);
  }
}

std::string PrivatePostgres::State::connection(const std::string& user_and_database) const {
  return "host=" + quoted(files.sockets, '\'') + " port=" + kPort + " " + user_and_database;
}

// The program's own role may do everything in its own database and nothing outside it.
void PrivatePostgres::State::create_database() const {
  pqxx::connection admin(connection("user=postgres dbname=postgres"));
  pqxx::nontransaction tx(admin);
  if (tx.exec("SELECT FROM pg_roles WHERE rolname = 'copper'").empty()) tx.exec("CREATE ROLE copper LOGIN");
  if (tx.exec("SELECT FROM pg_database WHERE datname = 'copper'").empty())
    tx.exec("CREATE DATABASE copper OWNER copper");
}

PrivatePostgres::PrivatePostgres(fs::path directory) : state_(std::make_unique<State>()) {
  state_->files = postgres_files(directory);
  state_->directory = std::move(directory);
}

PrivatePostgres::~PrivatePostgres() {
  stop();
}

void PrivatePostgres::start() {
  PostgresFiles& files = state_->files;
  const UserId user = prepare(state_->directory, files);
  state_->take_lock();
  const fs::path programs = postgres_programs(files.cluster);
  std::error_code absent;
  if (fs::file_size(files.log, absent) > kLogBytesMax && !absent) fs::rename(files.log, files.log.string() + ".1");
  if (!fs::exists(files.cluster)) state_->create_cluster(programs, user);
  clear_leftovers(files);
  state_->server = std::make_unique<Child>(state_->server_options(programs, user));
  state_->start_server();
  try {
    state_->create_database();
  } catch (const pqxx::pqxx_exception& e) {
    throw StartError("PostgreSQL does not take the database copper: " + std::string(e.base().what()));
  }
}

bool PrivatePostgres::running() const {
  return state_->server != nullptr && state_->server->running();
}

void PrivatePostgres::stop() {
  if (!running()) return;
  state_->server->signal(SIGINT);  // "fast": sessions are ended, everything is written
  if (state_->server->ended_within(20s)) return;
  state_->server->signal(SIGQUIT);
  if (!state_->server->ended_within(5s)) state_->server->stop();
}

std::string PrivatePostgres::url() const {
  return state_->connection("user=copper dbname=copper");
}

}  // namespace copper::hosts
