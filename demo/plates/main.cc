// copper-plates DIR [NAME...]   writes DIR/<name>.jpg for every plate, or for those named
// copper-plates --list          prints names and sizes
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "demo/plates/kit/exif.h"
#include "demo/plates/kit/jpeg.h"
#include "demo/plates/plates.h"

namespace {

using copper::demo::all_plates, copper::demo::exif_block, copper::demo::exposure_of, copper::demo::Plate;
using copper::demo::write_jpeg;

int list() {
  for (const Plate& plate : all_plates()) {
    std::printf("%-12s %d x %d\n", std::string(plate.name).c_str(), plate.width, plate.height);
  }
  return 0;
}

const Plate* find(const std::string& name) {
  for (const Plate& plate : all_plates()) {
    if (plate.name == name) return &plate;
  }
  return nullptr;
}

void print_one(const Plate& plate, const std::filesystem::path& directory) {
  const auto start = std::chrono::steady_clock::now();
  const std::string name(plate.name);
  const auto bytes = write_jpeg(directory / (name + ".jpg"), draw(plate), exif_block(exposure_of(plate)));
  const auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  std::printf("%-12s %d x %d  %5.1f MB  %5.0f ms\n", name.c_str(), plate.width, plate.height, double(bytes) / 1e6, ms);
  std::fflush(stdout);
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments[0] == "--list") return list();
  if (arguments.empty() || arguments[0].starts_with("--")) {
    std::fputs("usage: copper-plates DIR [NAME...] | copper-plates --list\n", stderr);
    return 2;
  }
  std::vector<const Plate*> wanted;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    wanted.push_back(find(arguments[i]));
    if (!wanted.back()) {
      std::fprintf(stderr, "copper-plates: no plate is called '%s'; see copper-plates --list\n", arguments[i].c_str());
      return 2;
    }
  }
  if (wanted.empty()) {
    for (const Plate& plate : all_plates()) wanted.push_back(&plate);
  }
  std::filesystem::create_directories(arguments[0]);
  for (const Plate* plate : wanted) print_one(*plate, arguments[0]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "copper-plates: %s\n", e.what());
    return 2;
  }
}
