// copper-imaging: the Image Processing Service as a process of its own, so that a hostile file costs one job
// and never the site; and the same work by hand, on a local file.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "hosts/imaging/make.h"
#include "hosts/imaging/serve.h"
#include "hosts/program.h"
#include "platform/base/error.h"

// jemalloc reads this when the program starts. Pictures are large and few: memory goes back to the system at
// once.
extern "C" const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:0,muzzy_decay_ms:0,narenas:4";

namespace {

constexpr const char* kUsage =
    "usage: copper-imaging\n"
    "         serves HTTP, or events on AWS Lambda; configuration comes from the environment and .env\n"
    "       copper-imaging make FILE [--out DIR] [--watermark TEXT]\n"
    "         [--position bottom_right|bottom_left|top_left|top_right|centre] [--size PERCENT] [--opacity PERCENT]\n"
    "         [--creator NAME] [--notice TEXT] [--url URL] [--focus X,Y] [--zoom URL]\n"
    "         makes every version of a local picture into DIR (FILE's name without its ending); --zoom makes the "
    "tiles\n"
    "         of a IIIF viewer into DIR/zoom, which a web server shows at URL\n";

int run(const std::vector<std::string>& arguments) {
  using copper::hosts::make_locally, copper::hosts::program, copper::hosts::serve_imaging;
  if (arguments.empty()) return program("copper-imaging", serve_imaging);
  if (arguments[0] == "make" && arguments.back() != "--help")
    return make_locally({arguments.begin() + 1, arguments.end()});
  const bool wants_help = arguments.back() == "--help" || arguments[0] == "help";
  std::fputs(kUsage, wants_help ? stdout : stderr);
  return wants_help ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  // `copper image` is this program, too.
  const std::string name = argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "copper-imaging";
  try {
    return run({argv + 1, argv + argc});
  } catch (const copper::Error& error) {  // the file cannot be used
    std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
    return 2;
  }
}
