#include "hosts/copper/postgres_files.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper::hosts {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSocketDirectoryBytesMax = 90;  // sun_path holds 107, the socket's name takes 14

std::string hash8(const fs::path& path) {
  return base::to_hex(base::sha256(path.string())).substr(0, 8);
}

[[noreturn]] void fail(const std::string& what) {
  throw StartError(what + ": " + std::generic_category().message(errno) + ".");
}

// Through every directory above; group memberships are not looked into.
bool can_reach(const UserId& user, const fs::path& path) {
  for (fs::path at = path;; at = at.parent_path()) {
    struct stat info {};
    if (::stat(at.c_str(), &info) != 0) return false;
    if ((info.st_mode & S_IXOTH) == 0 && info.st_uid != user.uid) return false;
    if (at == at.root_path()) return true;
  }
}

UserId user_for_new() {
  if (::geteuid() != 0) return {::geteuid(), ::getegid()};
  const passwd* entry = ::getpwnam("postgres");  // NOLINT(concurrency-mt-unsafe): before any thread
  if (entry == nullptr) {
    throw StartError("PostgreSQL does not run as root and there is no user postgres: apt-get install postgresql.");
  }
  return {entry->pw_uid, entry->pw_gid};
}

UserId owner_of(const fs::path& cluster) {
  struct stat info {};
  if (::stat(cluster.c_str(), &info) != 0) return user_for_new();
  if (info.st_uid == 0 || (::geteuid() != 0 && info.st_uid != ::geteuid())) {
    throw StartError("The database in " + cluster.string() + " belongs to user " + std::to_string(info.st_uid) +
                     ": start copper as that user" + (info.st_uid == 0 ? ", who must not be root." : " or as root."));
  }
  return {info.st_uid, info.st_gid};
}

// Refuses what somebody else has put there: /tmp is everybody's.
void make_private(const fs::path& directory, const UserId& user) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) fail("Cannot create " + directory.string());
  struct stat info {};
  if (::lstat(directory.c_str(), &info) != 0) fail("Cannot look at " + directory.string());
  const bool ours = info.st_uid == user.uid || info.st_uid == ::geteuid();
  if (!S_ISDIR(info.st_mode) || !ours) throw StartError(directory.string() + " is in the way: move it aside.");
  if (info.st_uid != user.uid && ::chown(directory.c_str(), user.uid, user.gid) != 0) {
    fail("Cannot give " + directory.string() + " to user postgres");
  }
  if ((info.st_mode & 07777) != 0700 && ::chmod(directory.c_str(), 0700) != 0) {
    fail("Cannot protect " + directory.string());
  }
}

int major_version(const fs::path& cluster) {
  const base::FileDescriptor file = base::open_for_reading(cluster / "PG_VERSION");
  if (!file) return 0;
  const std::string text = base::read_at(file.get(), 0, 16);
  int major = 0;
  std::from_chars(text.data(), text.data() + text.size(), major);
  return major;
}

// Debian keeps several versions apart; elsewhere pg_config knows.
fs::path programs_of_pg_config() {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen("pg_config --bindir 2>/dev/null", "r"), ::pclose);
  char line[4096] = {};
  if (pipe == nullptr || std::fgets(line, sizeof line, pipe.get()) == nullptr) return {};
  std::string path = line;
  if (path.ends_with('\n')) path.pop_back();
  return fs::exists(fs::path(path) / "postgres") ? path : "";
}

}  // namespace

PostgresFiles postgres_files(const fs::path& directory) {
  fs::path home = fs::absolute(directory).lexically_normal();
  if (fs::is_symlink(home)) home = fs::read_symlink(home);
  if (!home.has_filename()) home = home.parent_path();
  const bool fits = home.string().size() <= kSocketDirectoryBytesMax && home.string().find(',') == std::string::npos;
  const fs::path log = fs::absolute(directory).lexically_normal().parent_path() / "log" / "postgres.log";
  return {home, home / "cluster", fits ? home : fs::path("/tmp/copper-" + hash8(home)), log};
}

UserId prepare(const fs::path& directory, PostgresFiles& files) {
  std::error_code failure;
  for (const fs::path& parent : {files.home.parent_path(), files.log.parent_path()}) {
    fs::create_directories(parent, failure);
    if (failure) throw StartError("Cannot create " + parent.string() + ": " + failure.message() + ".");
  }
  const UserId user = owner_of(files.cluster);
  if (!can_reach(user, files.home.parent_path())) {
    if (fs::exists(files.home)) {
      throw StartError("User postgres cannot reach " + files.home.string() +
                       ": allow passing through the directories above it (chmod a+x), or start as another user.");
    }
    const fs::path elsewhere = "/var/lib/postgresql/copper-" + hash8(files.home);
    fs::create_symlink(elsewhere, files.home, failure);
    if (failure) throw StartError("Cannot create " + files.home.string() + ": " + failure.message() + ".");
    std::fprintf(stderr, "User postgres cannot reach %s, so the database is kept in %s.\n", files.home.c_str(),
                 elsewhere.c_str());
    files = postgres_files(directory);
  }
  make_private(files.home, user);
  make_private(files.sockets, user);
  return user;
}

fs::path postgres_programs(const fs::path& cluster) {
  const int wanted = major_version(cluster);
  int newest = 0;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", failure)) {
    const std::string name = entry.path().filename().string();
    int major = 0;
    std::from_chars(name.data(), name.data() + name.size(), major);
    if (!fs::exists(entry.path() / "bin/postgres")) continue;
    if (major == wanted) return entry.path() / "bin";
    newest = std::max(newest, major);
  }
  if (newest != 0 && wanted != 0) {
    throw StartError("The database in " + cluster.string() + " was made by PostgreSQL " + std::to_string(wanted) +
                     ", here is PostgreSQL " + std::to_string(newest) + ": apt-get install postgresql-" +
                     std::to_string(wanted) + ", or restore a backup into a new one.");
  }
  if (newest != 0) return "/usr/lib/postgresql/" + std::to_string(newest) + "/bin";
  fs::path configured = programs_of_pg_config();
  if (configured.empty()) {
    throw StartError("PostgreSQL is not installed: apt-get install postgresql, or set COPPER_DATABASE_URL.");
  }
  return configured;
}

std::string last_words(const fs::path& log, std::uint64_t offset) {
  const base::FileDescriptor file = base::open_for_reading(log);
  if (!file) return "it left no log";
  std::string text = base::read_at(file.get(), offset, 64 * 1024);
  std::string last = "it left no word in " + log.string();
  bool fatal = false;
  for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
    const std::string line = text.substr(0, end);
    const bool is_fatal = line.find("FATAL: ") != std::string::npos || line.find("PANIC: ") != std::string::npos;
    if (line.empty() || (fatal && !is_fatal)) continue;
    fatal = is_fatal;
    last = line;
  }
  return last;
}

}  // namespace copper::hosts
