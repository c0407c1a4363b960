// Files: descriptors that close themselves, whole reads, and writes that are never seen half-done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace copper::base {

// A POSIX file descriptor, closed when it goes out of scope.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Opens for reading; an empty descriptor when there is no such file, std::system_error otherwise.
FileDescriptor open_for_reading(const std::filesystem::path& path);

// An unnamed file that disappears with its descriptor.
FileDescriptor open_temporary(const std::filesystem::path& directory);

void write_all(int fd, std::string_view bytes);
// Reads up to `size` bytes at `offset`; fewer only at the end of the file.
std::string read_at(int fd, std::uint64_t offset, std::size_t size);
std::uint64_t size_of(int fd);

std::string read_file(const std::filesystem::path& path);
// Writes beside the target, syncs, renames: after a crash the old or the new file is there, whole.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

}  // namespace copper::base
