#include "platform/storage/file_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <span>
#include <system_error>

#include "platform/base/crypto.h"

namespace copper::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIncoming = ".incoming";
constexpr std::chrono::hours kIncomingAgeMax{24};  // nothing is being written for that long

[[noreturn]] void fail(const std::string& what, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

bool is_gone(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

std::string name_in(std::string_view key) {
  return std::string(key.substr(key.rfind('/') + 1));
}

std::string path_of(const base::FileDescriptor& file) {
  return "/proc/self/fd/" + std::to_string(file.get());
}

// What root makes belongs to whoever the directory around it belongs to: the image service may write there and is not root.
// Where that cannot be, it is the reader who will say so.
void give_to_owner_of(const base::FileDescriptor& directory, const base::FileDescriptor& made) {
  struct stat around {};
  if (::geteuid() != 0 || ::fstat(directory.get(), &around) != 0) return;
  [[maybe_unused]] const int failed = ::fchown(made.get(), around.st_uid, around.st_gid);
}

// Makes content, or renames and removals in a directory, durable.
void sync(const base::FileDescriptor& fd, const fs::path& path) {
  if (::fsync(fd.get()) != 0) fail("cannot sync", path);
}

// Within the kernel; file systems that can share blocks do not even copy.
bool copy_in_kernel(const http::FileSlice& from, int to) {
  auto offset = static_cast<off64_t>(from.offset);
  for (std::uint64_t left = from.size; left > 0;) {
    const ssize_t copied = ::copy_file_range(from.file->get(), &offset, to, nullptr, left, 0);
    if (copied < 0 && errno == EINTR) continue;
    if (copied <= 0) return false;
    left -= static_cast<std::uint64_t>(copied);
  }
  return true;
}

void write_body(const http::Body& body, int fd) {
  const off_t start = ::lseek(fd, 0, SEEK_CUR);
  const http::FileSlice* slice = body.file();
  if (slice != nullptr && copy_in_kernel(*slice, fd)) return;
  if (::lseek(fd, start, SEEK_SET) < 0) throw std::system_error(errno, std::generic_category(), "cannot seek");
  body.for_each_piece([&](std::string_view piece) { base::write_all(fd, piece); });
}

// The file of a body that is all of an unnamed one (a spooled request), which need only be given a name; else nullptr.
const base::FileDescriptor* unnamed_file(const http::Body& body) {
  const http::FileSlice* slice = body.file();
  struct stat info {};
  if (slice == nullptr || ::fstat(slice->file->get(), &info) != 0 || info.st_nlink != 0 || slice->offset != 0 ||
      slice->size != static_cast<std::uint64_t>(info.st_size)) {
    return nullptr;
  }
  return slice->file.get();
}

// The time of the last change of the entry itself: a link keeps the time its content was written.
void remove_old(const fs::path& directory) {
  const auto oldest = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() - kIncomingAgeMax);
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(directory)) {
    struct stat info {};
    if (::lstat(entry.path().c_str(), &info) == 0 && info.st_ctime < oldest) fs::remove_all(entry.path(), gone);
  }
}

// When the file came to be here: a link is as new as itself, not as its content.
base::TimePoint modified(const struct stat& info) {
  const auto since_epoch = std::chrono::seconds(info.st_ctim.tv_sec) + std::chrono::nanoseconds(info.st_ctim.tv_nsec);
  return base::TimePoint(std::chrono::floor<std::chrono::milliseconds>(since_epoch));
}

// `key` is that of the directory, empty or ending in '/'.
void list_below(const fs::path& directory, const std::string& key, const std::string& prefix,
                std::vector<BlobInfo>& found) {
  std::error_code gone;  // directories come and go meanwhile
  for (const auto& entry : fs::directory_iterator(directory, gone)) {
    const std::string name = entry.path().filename().string();
    const std::string entry_key = key + name;
    if (name.front() == '.' || !(entry_key.starts_with(prefix) || prefix.starts_with(entry_key))) continue;
    if (entry.symlink_status(gone).type() == fs::file_type::directory) {
      list_below(entry.path(), entry_key + '/', prefix, found);
      continue;
    }
    struct stat info {};
    if (::lstat(entry.path().c_str(), &info) != 0 || !S_ISREG(info.st_mode) || !entry_key.starts_with(prefix)) continue;
    found.push_back({entry_key, static_cast<std::uint64_t>(info.st_size), modified(info)});
  }
}

}  // namespace

// What has no key yet: removed, unless it was renamed meanwhile.
class FileTree::Incoming {
 public:
  explicit Incoming(const FileTree& tree) : directory_(tree.incoming()), name_(base::uuid4()) {}
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  ~Incoming() { ::unlinkat(directory_.get(), name_.c_str(), 0); }

  void write(const http::Body& body) const {
    const base::FileDescriptor* unnamed = unnamed_file(body);
    if (unnamed == nullptr || !name(*unnamed)) return write({&body, 1});
    give_to_owner_of(directory_, *unnamed);
    sync(*unnamed, name_);
  }

  void write(std::span<const http::Body> bodies) const {
    const base::FileDescriptor fd(
        ::openat(directory_.get(), name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd) fail("cannot write", name_);
    give_to_owner_of(directory_, fd);
    for (const auto& body : bodies) write_body(body, fd.get());
    sync(fd, name_);
  }

  int rename(const base::FileDescriptor& to, const std::string& name) const {
    return ::renameat(directory_.get(), name_.c_str(), to.get(), name.c_str());
  }
  int link(const base::FileDescriptor& to, const std::string& name) const {
    return ::linkat(directory_.get(), name_.c_str(), to.get(), name.c_str(), 0);
  }
  // This is the file itself. False on another file system, or when it has more links than that allows.
  bool name(const base::FileDescriptor& file) const {
    return ::linkat(AT_FDCWD, path_of(file).c_str(), directory_.get(), name_.c_str(), AT_SYMLINK_FOLLOW) == 0;
  }

 private:
  base::FileDescriptor directory_;
  std::string name_;
};

FileTree::FileTree(fs::path directory) : directory_(std::move(directory)) {
  fs::create_directories(directory_ / kIncoming);
  incoming();  // throws when somebody has put a link there
  remove_old(directory_ / kIncoming);
}

base::FileDescriptor FileTree::incoming() const {
  auto directory = directory_of(std::string(kIncoming) + "/");
  if (!directory) fail("cannot open", directory_ / kIncoming);
  return directory;
}

// Where `key` is, or will be when the directories on the way are made; else empty, with errno, when there is none.
base::FileDescriptor FileTree::directory_of(std::string_view key, bool make) const {
  base::FileDescriptor at(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at) fail("cannot open", directory_);
  for (auto slash = key.find('/'); slash != std::string_view::npos; slash = key.find('/')) {
    const std::string name(key.substr(0, slash));
    key.remove_prefix(slash + 1);
    const bool is_new = make && ::mkdirat(at.get(), name.c_str(), 0777) == 0;
    base::FileDescriptor next(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next && !is_gone(errno)) fail("cannot open", directory_ / name);
    if (!next) return {};
    if (is_new) give_to_owner_of(at, next);
    at = std::move(next);
  }
  return at;
}

bool FileTree::publish(const Incoming& incoming, const std::string& key, bool replaces) {
  // remove() may take an empty directory away between the two steps.
  for (int attempt = 0;; ++attempt) {
    const auto directory = directory_of(key, true);
    const std::string name = name_in(key);
    if (directory && (replaces ? incoming.rename(directory, name) : incoming.link(directory, name)) == 0) {
      sync(directory, directory_);
      return true;
    }
    if (errno == EEXIST && !replaces) return false;
    if (errno != ENOENT || attempt == 100) fail("cannot write", directory_ / key);
  }
}

void FileTree::put(const std::string& key, const http::Body& body) {
  const Incoming incoming(*this);
  incoming.write(body);
  publish(incoming, key, true);
}

bool FileTree::put_new(const std::string& key, const http::Body& body) {
  const Incoming incoming(*this);
  incoming.write(body);
  return publish(incoming, key, false);
}

void FileTree::link(base::FileDescriptor from, const std::string& key) {
  const Incoming incoming(*this);
  if (!incoming.name(from)) incoming.write(body_of(std::move(from)));
  publish(incoming, key, true);
}

void FileTree::join(std::vector<base::FileDescriptor> from, const std::string& key) {
  const Incoming incoming(*this);
  std::vector<http::Body> bodies;
  for (auto& file : from) bodies.push_back(body_of(std::move(file)));
  incoming.write(bodies);
  publish(incoming, key, true);
}

void FileTree::remove(const std::string& key) {
  // The file, then the directories that are empty without it; one in which something appeared is not removed.
  int flags = 0;
  for (std::string_view rest = key;; rest = rest.substr(0, rest.rfind('/')), flags = AT_REMOVEDIR) {
    const auto directory = directory_of(rest);
    if (!directory) continue;
    const bool removed = ::unlinkat(directory.get(), name_in(rest).c_str(), flags) == 0 || errno == ENOENT;
    if (!removed && flags == 0) fail("cannot remove", directory_ / key);
    if (!removed || rest.find('/') == std::string_view::npos) return sync(directory, directory_);
  }
}

base::FileDescriptor FileTree::open(const std::string& key) const {
  const auto directory = directory_of(key);
  if (!directory) return {};
  // O_NONBLOCK: opening something that is not a file must not wait.
  base::FileDescriptor file(
      ::openat(directory.get(), name_in(key).c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  if (!file && !is_gone(errno)) fail("cannot read", directory_ / key);
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  return file;
}

std::vector<BlobInfo> FileTree::list(const std::string& prefix) const {
  const auto slash = prefix.rfind('/');
  const std::string start = slash == std::string::npos ? "" : prefix.substr(0, slash + 1);
  std::vector<BlobInfo> found;
  list_below(directory_ / start, start, prefix, found);
  std::sort(found.begin(), found.end(), [](const BlobInfo& a, const BlobInfo& b) { return a.key < b.key; });
  return found;
}

void FileTree::discard(const std::string& key) {
  const std::string aside = base::uuid4();
  const auto directory = directory_of(key);
  if (!directory) return;
  if (::renameat(directory.get(), name_in(key).c_str(), incoming().get(), aside.c_str()) != 0) {
    if (is_gone(errno)) return;
    fail("cannot remove", directory_ / key);
  }
  fs::remove_all(directory_ / kIncoming / aside);
}

bool FileTree::usable() const noexcept {
  return ::access(directory_.c_str(), R_OK | W_OK | X_OK) == 0;
}

http::Body body_of(base::FileDescriptor file) {
  const std::uint64_t size = base::size_of(file.get());
  return http::FileSlice{std::make_shared<const base::FileDescriptor>(std::move(file)), 0, size};
}

FileState state_of(const base::FileDescriptor& file) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) throw std::system_error(errno, std::generic_category(), "cannot stat");
  std::array<char, 80> etag{};
  std::snprintf(etag.data(), etag.size(), "\"%llx-%llx-%llx-%lx\"", static_cast<unsigned long long>(info.st_ino),
                static_cast<unsigned long long>(info.st_size), static_cast<unsigned long long>(info.st_mtim.tv_sec),
                static_cast<unsigned long>(info.st_mtim.tv_nsec));
  return {static_cast<std::uint64_t>(info.st_size), modified(info), etag.data()};
}

}  // namespace copper::storage
