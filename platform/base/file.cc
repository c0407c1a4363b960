#include "platform/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "platform/base/crypto.h"

namespace copper::base {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

FileDescriptor open_for_reading(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno != ENOENT && errno != ENOTDIR) fail("cannot read " + path.string());
  return FileDescriptor(fd);
}

FileDescriptor open_temporary(const std::filesystem::path& directory) {
  const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) fail("cannot create a temporary file in " + directory.string());
  return FileDescriptor(fd);
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("cannot write");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::pread(fd, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot read");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

std::uint64_t size_of(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) fail("cannot stat");
  return static_cast<std::uint64_t>(info.st_size);
}

std::string read_file(const std::filesystem::path& path) {
  const FileDescriptor fd = open_for_reading(path);
  if (!fd) throw std::system_error(ENOENT, std::generic_category(), "cannot read " + path.string());
  return read_at(fd.get(), 0, size_of(fd.get()));
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path beside = path;
  beside += "." + uuid4() + ".new";
  const FileDescriptor fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) fail("cannot write " + beside.string());
  write_all(fd.get(), bytes);
  if (::fsync(fd.get()) != 0) fail("cannot sync " + beside.string());
  if (::rename(beside.c_str(), path.c_str()) != 0) fail("cannot rename to " + path.string());
}

}  // namespace copper::base
