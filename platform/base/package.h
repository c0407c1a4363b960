// Files that a program reads at fixed places of Debian, when it runs where there is no Debian.
//
// The package of a Lambda function (deploy/lambda) holds them below its own root, which LAMBDA_TASK_ROOT names.
#pragma once

#include <filesystem>

namespace copper::base {

// `path` below the package's root when the package has it, else `path`.
std::filesystem::path in_package(const std::filesystem::path& path);

// Whose word is taken for who a server is: Debian's package ca-certificates.
const std::filesystem::path& certificates();

}  // namespace copper::base
