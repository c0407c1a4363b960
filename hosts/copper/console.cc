#include "hosts/copper/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "platform/base/error.h"

namespace copper::hosts {
namespace {

constexpr std::uintmax_t kLogBytesMax = 64ULL << 20;

}  // namespace

Console::Console(const std::filesystem::path& log_file)
    : log_file_(log_file), is_terminal_(::isatty(STDOUT_FILENO) == 1) {
  const base::FileDescriptor log(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!log) throw StartError("Cannot write " + log_file.string() + ": " + std::generic_category().message(errno) + ".");
  terminal_ = base::FileDescriptor(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  ::dup2(log.get(), STDOUT_FILENO);
  rotate_log();
}

// Children write to the same open file, so it is copied and emptied, not renamed. Everybody appends.
void Console::rotate_log() const {
  std::error_code failure;
  if (std::filesystem::file_size(log_file_, failure) <= kLogBytesMax || failure) return;
  std::filesystem::copy_file(log_file_, log_file_.string() + ".1", std::filesystem::copy_options::overwrite_existing,
                             failure);
  if (!failure) std::filesystem::resize_file(log_file_, 0, failure);
}

void Console::line(std::string_view text) const {
  try {
    base::write_all(terminal_.get(), (is_terminal_ ? "\r\033[K" : "") + std::string(text) + "\n");
  } catch (const std::exception&) {
    // A closed terminal is no reason to stop the gallery.
  }
}

void Console::progress(std::string_view text) const {
  if (!is_terminal_) {
    line(text);
    return;
  }
  try {
    base::write_all(terminal_.get(), "\r\033[K" + std::string(text));
  } catch (const std::exception&) {
  }
}

}  // namespace copper::hosts
