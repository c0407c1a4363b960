#include "platform/storage/file_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
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

// What root makes belongs to whoever the directory around it belongs to: the image service may write there and is not root.
// Where that cannot be, it is the reader who will say so.
void give_to_owner(const fs::path& path) {
  struct stat around {};
  if (::geteuid() != 0 || ::stat(path.parent_path().c_str(), &around) != 0) return;
  [[maybe_unused]] const int failed = ::lchown(path.c_str(), around.st_uid, around.st_gid);
}

base::FileDescriptor create(const fs::path& path) {
  base::FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) fail("cannot write", path);
  give_to_owner(path);
  return fd;
}

void make_directories(const fs::path& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return give_to_owner(path);
  if (errno != ENOENT) return;  // it is there, or what is put into it will tell
  make_directories(path.parent_path());
  if (::mkdir(path.c_str(), 0777) == 0) give_to_owner(path);
}

void sync(const base::FileDescriptor& fd, const fs::path& path) {
  if (::fsync(fd.get()) != 0) fail("cannot sync", path);
}

// Makes renames and removals below it durable. A directory that is gone has nothing to lose.
void sync_directory(const fs::path& path) {
  const base::FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return;
  if (!fd) fail("cannot open", path);
  sync(fd, path);
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

// An unnamed file (a spooled request) on the same file system need only be given a name.
bool name_unnamed(const http::Body& body, const fs::path& path) {
  const http::FileSlice* slice = body.file();
  struct stat info {};
  if (slice == nullptr || ::fstat(slice->file->get(), &info) != 0 || info.st_nlink != 0 || slice->offset != 0 ||
      slice->size != static_cast<std::uint64_t>(info.st_size)) {
    return false;
  }
  const std::string from = "/proc/self/fd/" + std::to_string(slice->file->get());
  if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0) return false;
  give_to_owner(path);
  sync(*slice->file, path);
  return true;
}

// Removes its file, unless that was renamed meanwhile.
class Incoming {
 public:
  explicit Incoming(fs::path path) : path_(std::move(path)) {}
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  ~Incoming() { ::unlink(path_.c_str()); }
  const fs::path& path() const { return path_; }

  void write(const http::Body& body) const {
    if (name_unnamed(body, path_)) return;
    const base::FileDescriptor fd = create(path_);
    write_body(body, fd.get());
    sync(fd, path_);
  }

 private:
  fs::path path_;
};

http::Body body_of(const fs::path& path) {
  auto fd = std::make_shared<const base::FileDescriptor>(base::open_for_reading(path));
  if (!*fd) fail("cannot read", path);
  const std::uint64_t size = base::size_of(fd->get());
  return http::FileSlice{std::move(fd), 0, size};
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

FileTree::FileTree(fs::path directory) : directory_(std::move(directory)) {
  fs::create_directories(directory_ / kIncoming);
  remove_old(directory_ / kIncoming);
}

fs::path FileTree::new_incoming() const {
  return directory_ / kIncoming / base::uuid4();
}

bool FileTree::publish(const fs::path& incoming, const std::string& key, int (*give_name)(const char*, const char*)) {
  const fs::path target = path_of(key);
  // remove() may take an empty directory away between the two steps.
  for (int attempt = 0;; ++attempt) {
    make_directories(target.parent_path());
    if (give_name(incoming.c_str(), target.c_str()) == 0) break;
    if (errno == EEXIST && give_name == ::link) return false;
    if (errno != ENOENT || attempt == 100) fail("cannot write", target);
  }
  sync_directory(target.parent_path());
  return true;
}

void FileTree::put(const std::string& key, const http::Body& body) {
  const Incoming incoming(new_incoming());
  incoming.write(body);
  publish(incoming.path(), key, ::rename);
}

bool FileTree::put_new(const std::string& key, const http::Body& body) {
  const Incoming incoming(new_incoming());
  incoming.write(body);
  return publish(incoming.path(), key, ::link);
}

void FileTree::put_at(const fs::path& path, const http::Body& body) {
  const Incoming incoming(new_incoming());
  incoming.write(body);
  if (::rename(incoming.path().c_str(), path.c_str()) != 0) fail("cannot write", path);
}

void FileTree::link(const fs::path& from, const std::string& key) {
  const Incoming incoming(new_incoming());
  // Another file system, or more links than it allows.
  if (::link(from.c_str(), incoming.path().c_str()) != 0) incoming.write(body_of(from));
  publish(incoming.path(), key, ::rename);
}

void FileTree::join(const std::vector<fs::path>& from, const std::string& key) {
  const Incoming incoming(new_incoming());
  const base::FileDescriptor fd = create(incoming.path());
  for (const auto& path : from) write_body(body_of(path), fd.get());
  sync(fd, incoming.path());
  publish(incoming.path(), key, ::rename);
}

void FileTree::remove(const std::string& key) {
  const fs::path path = path_of(key);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) fail("cannot remove", path);
  // rmdir refuses a directory in which something appeared.
  fs::path parent = path.parent_path();
  while (parent != directory_ && (::rmdir(parent.c_str()) == 0 || errno == ENOENT)) parent = parent.parent_path();
  sync_directory(parent);
}

base::FileDescriptor FileTree::open(const std::string& key) const {
  base::FileDescriptor at(::open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!at) fail("cannot open", directory_);
  for (std::string_view rest = key; at;) {
    const auto slash = rest.find('/');
    const bool last = slash == std::string_view::npos;
    const std::string name(rest.substr(0, slash));
    // O_NONBLOCK: opening something that is not a file must not wait.
    const int flags = last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
    base::FileDescriptor next(::openat(at.get(), name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    if (!next && errno != ENOENT && errno != ENOTDIR && errno != ELOOP) fail("cannot read", path_of(key));
    at = std::move(next);
    if (last) break;
    rest.remove_prefix(slash + 1);
  }
  struct stat info {};
  if (!at || ::fstat(at.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  return at;
}

std::vector<BlobInfo> FileTree::list(const std::string& prefix) const {
  const auto slash = prefix.rfind('/');
  const std::string start = slash == std::string::npos ? "" : prefix.substr(0, slash + 1);
  std::vector<BlobInfo> found;
  list_below(directory_ / start, start, prefix, found);
  std::sort(found.begin(), found.end(), [](const BlobInfo& a, const BlobInfo& b) { return a.key < b.key; });
  return found;
}

void FileTree::discard(const fs::path& directory) {
  const fs::path aside = new_incoming();
  if (::rename(directory.c_str(), aside.c_str()) != 0) {
    if (errno == ENOENT) return;
    fail("cannot remove", directory);
  }
  fs::remove_all(aside);
}

bool FileTree::usable() const noexcept {
  return ::access(directory_.c_str(), R_OK | W_OK | X_OK) == 0;
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
