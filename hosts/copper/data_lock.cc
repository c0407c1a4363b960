#include "hosts/copper/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

#include "platform/base/error.h"

namespace copper::hosts {

base::FileDescriptor lock_data(const std::filesystem::path& data) {
  std::error_code failure;
  std::filesystem::create_directories(data / "log", failure);
  if (failure) throw StartError("Cannot create " + (data / "log").string() + ": " + failure.message() + ".");
  base::FileDescriptor lock(::open((data / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock) throw StartError("Cannot write in " + data.string() + ": " + std::generic_category().message(errno) + ".");
  return ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0 ? std::move(lock) : base::FileDescriptor();
}

}  // namespace copper::hosts
