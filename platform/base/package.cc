#include "platform/base/package.h"

#include <cstdlib>

namespace copper::base {

std::filesystem::path in_package(const std::filesystem::path& path) {
  const char* root = std::getenv("LAMBDA_TASK_ROOT");  // NOLINT(concurrency-mt-unsafe): nobody changes it
  if (root == nullptr) return path;
  const std::filesystem::path packaged = std::filesystem::path(root) / path.relative_path();
  std::error_code failure;
  return std::filesystem::exists(packaged, failure) ? packaged : path;
}

const std::filesystem::path& certificates() {
  static const std::filesystem::path file = in_package("/etc/ssl/certs/ca-certificates.crt");
  return file;
}

}  // namespace copper::base
