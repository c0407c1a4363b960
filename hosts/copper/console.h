// What `copper up` says to the person in front of it, while the JSON log lines go to a file.
#pragma once

#include <filesystem>
#include <string_view>

#include "platform/base/file.h"

namespace copper::hosts {

class Console {
 public:
  // From here on everything written to stdout, our own logs and our children's, is appended to `log_file`.
  explicit Console(const std::filesystem::path& log_file);

  // Begins the log file anew when it has grown large; the last one is kept beside it as log_file.1.
  void rotate_log() const;

  void line(std::string_view text) const;
  // Replaces the last such line on a terminal; elsewhere each is a line.
  void progress(std::string_view text) const;

 private:
  std::filesystem::path log_file_;
  base::FileDescriptor terminal_;
  bool is_terminal_ = false;
};

}  // namespace copper::hosts
