// Two programs on one data directory would corrupt it.
#pragma once

#include <filesystem>

#include "platform/base/file.h"

namespace copper::hosts {

// Makes the directory when it is not there, and locks it until the descriptor is closed; an empty one while another
// program has it. Throws StartError when nothing can be written there.
base::FileDescriptor lock_data(const std::filesystem::path& data);

}  // namespace copper::hosts
