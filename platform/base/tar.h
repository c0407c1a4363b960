// Archives as every tar program reads them (POSIX ustar). Regular files only, up to 8 GiB each.
//
//   TarWriter tar(file);
//   tar.add("images/a.webp", size, [&](auto&& write) { write(bytes); });
//   tar.finish();
//
//   TarReader reader(fd, size);
//   while (auto entry = reader.next()) … entry->name, entry->offset, entry->size of its bytes in the file
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace copper::base {

class TarWriter {
 public:
  explicit TarWriter(int fd) : fd_(fd) {}

  using Write = std::function<void(std::string_view)>;
  // `content` must write exactly `size` bytes. Throws std::invalid_argument for a name that is empty, longer than the
  // format holds (255 bytes, and less when its parts are long), or a size of 8 GiB or more; std::logic_error when the
  // content has another size.
  void add(const std::string& name, std::uint64_t size, const std::function<void(const Write&)>& content);
  void finish();  // nothing can be added after it

  std::uint64_t size() const { return size_; }  // bytes written so far

 private:
  void write(std::string_view bytes);

  int fd_;
  std::uint64_t size_ = 0;
};

struct TarEntry {
  std::string name;
  std::uint64_t offset;
  std::uint64_t size;
};

class TarReader {
 public:
  TarReader(int fd, std::uint64_t size, std::uint64_t offset = 0) : fd_(fd), position_(offset), end_(offset + size) {}

  // nullopt at the end. Throws std::runtime_error for what is damaged or is no such archive.
  std::optional<TarEntry> next();

 private:
  int fd_;
  std::uint64_t position_;
  std::uint64_t end_;
};

}  // namespace copper::base
