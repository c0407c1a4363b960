#include "platform/db/test_database.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <pqxx/pqxx>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/db/migrations.h"

namespace copper::db {
namespace {

namespace fs = std::filesystem;

// PostgreSQL's own programs: in the path, else where Debian puts version 15.
std::string program(const std::string& name) {
  const fs::path debian = "/usr/lib/postgresql/15/bin/" + name;
  return fs::exists(debian) ? debian.string() : name;
}

// Runs as user postgres when we are root, since PostgreSQL refuses root; dies with this program.
pid_t spawn(std::vector<std::string> command, const fs::path& output) {
  const passwd* postgres = geteuid() == 0 ? getpwnam("postgres") : nullptr;  // NOLINT(concurrency-mt-unsafe)
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (postgres != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(postgres->pw_gid) != 0 || setuid(postgres->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

class Cluster {
 public:
  Cluster() {
    std::string pattern = (scratch_directory() / "copper-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory for PostgreSQL");
    directory_ = pattern;
    if (geteuid() == 0) {
      const passwd* postgres = getpwnam("postgres");  // NOLINT(concurrency-mt-unsafe)
      if (postgres == nullptr || chown(directory_.c_str(), postgres->pw_uid, postgres->pw_gid) != 0) {
        throw std::runtime_error("root cannot start PostgreSQL without a user postgres");
      }
    }
    const pid_t init = spawn({program("initdb"), "-D", data(), "-A", "trust", "-U", "postgres", "-E", "UTF8",
                              "--locale=C.UTF-8", "--no-sync"},
                             directory_ / "log");
    int status = 0;
    if (waitpid(init, &status, 0) != init || status != 0) throw std::runtime_error("initdb failed, see " + log());
    server_ = spawn({program("postgres"), "-D", data(), "-k", directory_.string(), "-c", "listen_addresses=", "-c",
                     "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c",
                     "shared_buffers=32MB", "-c", "max_connections=200"},
                    directory_ / "log");
    wait_until_ready();
  }

  ~Cluster() {
    kill(server_, SIGQUIT);
    waitpid(server_, nullptr, 0);
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }

  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  std::string url(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + directory_.string() + "&user=postgres";
  }

  void execute(const std::string& statement) const {
    pqxx::connection connection(url("postgres"));
    pqxx::nontransaction(connection).exec(statement);
  }

  // The name of a database with exactly these migrations, made once.
  std::string migrated(std::span<const base::EmbeddedFile> migrations) {
    base::Sha256 hash;
    for (const auto& file : migrations) hash.update(file.bytes);
    const std::string name = "template_" + base::to_hex(hash.finish()).substr(0, 16);
    const std::lock_guard lock(mutex_);
    if (templates_.insert(name).second) {
      execute("CREATE DATABASE " + name);
      migrate(url(name), migrations);
    }
    return name;
  }

 private:
  std::string data() const { return (directory_ / "data").string(); }
  std::string log() const { return (directory_ / "log").string(); }

  void wait_until_ready() const {
    using namespace std::chrono_literals;
    for (int tries = 0;; ++tries) {
      try {
        execute("SELECT 1");
        return;
      } catch (const pqxx::broken_connection&) {
        if (tries > 600) throw std::runtime_error("PostgreSQL did not start, see " + log());
        std::this_thread::sleep_for(50ms);
      }
    }
  }

  fs::path directory_;
  pid_t server_ = -1;
  std::mutex mutex_;
  std::set<std::string> templates_;
};

Cluster& cluster() {
  static Cluster one;
  return one;
}

}  // namespace

fs::path scratch_directory() {
  const fs::path memory = "/dev/shm";
  constexpr std::uintmax_t kRoom = 2ULL << 30;
  std::error_code absent;
  return fs::space(memory, absent).available > kRoom && !absent ? memory : fs::temp_directory_path();
}

TestDatabase::TestDatabase(std::span<const base::EmbeddedFile> migrations) {
  static std::atomic<int> count = 0;
  const std::string source = cluster().migrated(migrations);
  name_ = "test_" + std::to_string(++count);
  cluster().execute("CREATE DATABASE " + name_ + " TEMPLATE " + source);
  url_ = cluster().url(name_);
}

TestDatabase::~TestDatabase() {
  try {
    cluster().execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {  // the server ends with the program anyway
  }
}

}  // namespace copper::db
