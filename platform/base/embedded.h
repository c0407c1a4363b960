// Files that were compiled into the program (see cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace copper::base {

struct EmbeddedFile {
  std::string_view name;  // relative to the embedded directory, with '/'
  std::string_view bytes;
};

}  // namespace copper::base
