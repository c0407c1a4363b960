// copper-imaging: the Image Processing Service as a process of its own, so that a hostile file costs one job
// and never the site; and the same work by hand, on a local file.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "hosts/imaging/make.h"
#include "hosts/imaging/serve.h"
#include "platform/base/error.h"

// jemalloc reads this when the program starts. Pictures are large and few: memory goes back to the system at
// once.
extern "C" const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:0,muzzy_decay_ms:0,narenas:4";

namespace {

constexpr const char* kUsage =
    "usage: copper-imaging\n"
    "         serves HTTP on 127.0.0.1; configuration comes from the environment and .env\n"
    "       copper-imaging make FILE DIR [--watermark TEXT] [--creator NAME] [--notice TEXT] [--url URL] "
    "[--focus X,Y]\n"
    "         makes every version of a local picture\n";

int run(const std::vector<std::string>& arguments) {
  using copper::hosts::make_locally, copper::hosts::serve_imaging;
  if (arguments.empty()) return serve_imaging();
  if (arguments[0] == "make") return make_locally({arguments.begin() + 1, arguments.end()});
  const bool wants_help = arguments[0] == "--help" || arguments[0] == "help";
  std::fputs(kUsage, wants_help ? stdout : stderr);
  return wants_help ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const copper::Error& error) {  // the file cannot be used
    std::fprintf(stderr, "copper-imaging: %s\n", error.what());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "copper-imaging: %s\n", error.what());
    return 2;
  }
}
