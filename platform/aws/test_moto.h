// An S3 server for tests: moto, from PyPI, on a free port of the loopback interface. The path of its program is in
// COPPER_MOTO (./dev test sets it). It ends with this process, however that ends.
#pragma once

#include <string>

namespace copper::aws {

// Its address, once it answers; started by the first call. Throws std::runtime_error when it cannot be.
const std::string& moto_url();

// A new empty bucket in it; the name is returned.
std::string new_moto_bucket();

}  // namespace copper::aws
