#include "hosts/imaging/confine.h"

#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>

#include "platform/base/error.h"
#include "platform/storage/blob_store.h"

namespace copper::hosts {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUser = "www-data";

#ifdef __x86_64__
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#else
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#endif

constexpr unsigned kX32 = 0x40000000;  // in the number of a call: of the x32 ABI

[[noreturn]] void fail(const std::string& what) {
  throw StartError("imaging " + what + ": " + std::generic_category().message(errno) + ".");
}

struct Owner {
  uid_t user;
  gid_t group;
};

Owner owner_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) fail("cannot look at " + path.string());
  return {info.st_uid, info.st_gid};
}

// Copper writes and removes meanwhile.
void give(const fs::path& path, Owner owner) {
  if (::lchown(path.c_str(), owner.user, owner.group) != 0 && errno != ENOENT) {
    fail("cannot give " + path.string() + " to " + kUser);
  }
}

void give_all(const fs::path& directory, Owner owner) {
  give(directory, owner);  // first: what copper makes in it from now on belongs to the same
  std::error_code gone;
  for (fs::directory_iterator entry(directory, gone); !gone && entry != fs::directory_iterator();
       entry.increment(gone)) {
    if (entry->symlink_status(gone).type() == fs::file_type::directory) {
      give_all(entry->path(), owner);
    } else {
      give(entry->path(), owner);
    }
  }
}

Owner unprivileged() {
  const passwd* entry = ::getpwnam(kUser);  // NOLINT(concurrency-mt-unsafe): before any other thread
  if (entry == nullptr) {
    throw StartError(std::string("imaging does not read pictures as root, and there is no user ") + kUser +
                     ": start as another user.");
  }
  return {entry->pw_uid, entry->pw_gid};
}

void become(Owner owner) {
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal);
  const pid_t parent = ::getppid();
  if (::setgroups(0, nullptr) != 0 || ::setgid(owner.group) != 0 || ::setuid(owner.user) != 0) {
    fail("cannot give up root");
  }
  ::prctl(PR_SET_PDEATHSIG, death_signal);  // a change of user clears it
  if (death_signal != 0 && ::getppid() != parent) ::_exit(1);
}

}  // namespace

void give_up_root(const fs::path& store) {
  if (::geteuid() != 0) return;
  const fs::path uploads = store / storage::name_of(storage::Area::temporary);
  Owner owner = owner_of(uploads);
  if (owner.user == 0) {
    owner = unprivileged();
    give_all(store / storage::name_of(storage::Area::images), owner);
    give_all(uploads, owner);  // last: there is little in it, and whose it is says that the rest is done
  }
  become(owner);
}

void give_up_unix_sockets() {
  // Calls of another architecture, of x32 too, have other numbers, and io_uring opens sockets without a call.
  std::array rules = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 0, 6),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32, 4, 0),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 3, 0),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{rules.size(), rules.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0) {
    fail("cannot be kept from Unix sockets");
  }
}

}  // namespace copper::hosts
