#include "platform/base/tar.h"

#include <charconv>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <type_traits>

#include "platform/base/file.h"

namespace copper::base {
namespace {

constexpr std::size_t kBlock = 512;

// The block before each file (POSIX.1-2017, pax: ustar Interchange Format). Numbers are octal digits.
struct Header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char link[100];
  char magic[6];
  char version[2];
  char user[32];
  char group[32];
  char device_major[8];
  char device_minor[8];
  char prefix[155];
  char unused[12];
};
static_assert(sizeof(Header) == kBlock && std::is_trivially_copyable_v<Header>);

template <std::size_t N>
void put_octal(char (&field)[N], std::uint64_t value) {
  for (std::size_t i = N - 1; i-- > 0; value /= 8) field[i] = static_cast<char>('0' + value % 8);
  field[N - 1] = '\0';
  if (value != 0) throw std::invalid_argument("too large for an archive");
}

template <std::size_t N>
std::string_view text_of(const char (&field)[N]) {
  return {field, ::strnlen(field, N)};
}

// The sum of the header's bytes with its own field as spaces.
unsigned checksum_of(Header header) {
  std::memset(header.checksum, ' ', sizeof header.checksum);
  unsigned char bytes[kBlock];
  std::memcpy(bytes, &header, kBlock);
  return std::accumulate(std::begin(bytes), std::end(bytes), 0U);
}

template <std::size_t N>
std::uint64_t octal_of(const char (&field)[N]) {
  std::uint64_t value = 0;
  const auto text = text_of(field);
  const auto digits = text.substr(0, text.find(' '));
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
  if (failure != std::errc() || end != digits.data() + digits.size())
    throw std::runtime_error("the archive is damaged");
  return value;
}

// A long name is cut at one of its slashes: the last part has its own field.
void put_name(Header& header, const std::string& name) {
  std::size_t cut = 0;
  if (name.size() > sizeof header.name) {
    cut = name.find('/', name.size() - sizeof header.name - 1);
    if (cut == std::string::npos || cut > sizeof header.prefix) cut = name.size();
  }
  const std::string_view last = std::string_view(name).substr(cut == 0 ? 0 : std::min(cut + 1, name.size()));
  if (last.empty()) throw std::invalid_argument("'" + name + "' cannot be the name of a file in an archive");
  std::memcpy(header.prefix, name.data(), cut);
  std::memcpy(header.name, last.data(), last.size());
}

std::uint64_t padded(std::uint64_t size) {
  return (size + kBlock - 1) / kBlock * kBlock;
}

}  // namespace

void TarWriter::write(std::string_view bytes) {
  write_all(fd_, bytes);
  size_ += bytes.size();
}

void TarWriter::add(const std::string& name, std::uint64_t size, const std::function<void(const Write&)>& content) {
  Header header{};
  put_name(header, name);
  put_octal(header.mode, 0644);
  put_octal(header.uid, 0);
  put_octal(header.gid, 0);
  put_octal(header.size, size);
  put_octal(header.mtime, 0);
  header.type = '0';
  std::memcpy(header.magic, "ustar", 6);
  std::memcpy(header.version, "00", 2);
  put_octal(header.checksum, checksum_of(header));
  write({reinterpret_cast<const char*>(&header), kBlock});
  const auto end = size_ + size;
  content([&](std::string_view bytes) { write(bytes); });
  if (size_ != end) throw std::logic_error("'" + name + "' is not as long as it was announced");
  write(std::string(padded(size) - size, '\0'));
}

void TarWriter::finish() {
  write(std::string(2 * kBlock, '\0'));
}

std::optional<TarEntry> TarReader::next() {
  const std::string block = read_at(fd_, position_, kBlock);
  if (position_ + kBlock > end_ || block.size() < kBlock) throw std::runtime_error("the archive is cut off");
  if (block == std::string(kBlock, '\0')) return std::nullopt;
  Header header;
  std::memcpy(&header, block.data(), kBlock);
  if (octal_of(header.checksum) != checksum_of(header) || header.type != '0') {
    throw std::runtime_error("the archive is damaged");
  }
  std::string name(text_of(header.prefix));
  if (!name.empty()) name += '/';
  name += text_of(header.name);
  const TarEntry entry{std::move(name), position_ + kBlock, octal_of(header.size)};
  if (entry.size > end_ - entry.offset) throw std::runtime_error("the archive is cut off");
  position_ = entry.offset + padded(entry.size);
  return entry;
}

}  // namespace copper::base
