// copper-imaging make: every version of a local file into a folder, with a table of what was made.
#pragma once

#include <string>
#include <vector>

namespace copper::hosts {

// FILE and options, as main.cc's usage says; returns the exit status.
int make_locally(const std::vector<std::string>& arguments);

}  // namespace copper::hosts
