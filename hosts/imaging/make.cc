#include "hosts/imaging/make.h"

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "platform/base/error.h"
#include "platform/base/file.h"
#include "services/imaging/pipeline.h"

namespace copper::hosts {
namespace {

struct Task {
  std::filesystem::path file;
  std::filesystem::path directory;
  imaging::Order order;
};

imaging::Focus focus_from(const std::string& text) {
  imaging::Focus focus;
  if (std::sscanf(text.c_str(), "%lf,%lf", &focus.x, &focus.y) != 2) {
    throw StartError("--focus takes two numbers from 0 to 1, as in --focus 0.5,0.3");
  }
  return focus;
}

Task task_from(const std::vector<std::string>& arguments) {
  Task task;
  std::vector<std::string> plain;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--")) {
      plain.push_back(argument);
      continue;
    }
    if (i + 1 == arguments.size()) throw StartError(argument + " needs a value; see copper-imaging --help");
    const std::string& value = arguments[++i];
    if (argument == "--watermark")
      task.order.watermark = value;
    else if (argument == "--creator")
      task.order.rights.creator = value;
    else if (argument == "--notice")
      task.order.rights.notice = value;
    else if (argument == "--url")
      task.order.rights.url = value;
    else if (argument == "--focus")
      task.order.focus = focus_from(value);
    else
      throw StartError("there is no option " + argument + "; see copper-imaging --help");
  }
  if (plain.size() != 2) throw StartError("make takes a file and a directory; see copper-imaging --help");
  task.file = plain[0];
  task.directory = plain[1];
  task.order.file_name = task.file.filename().string();
  return task;
}

void print(const char* name, const std::string& value) {
  if (!value.empty()) std::printf("%-14s %s\n", name, value.c_str());
}

}  // namespace

int make_locally(const std::vector<std::string>& arguments) {
  const Task task = task_from(arguments);
  const auto start = std::chrono::steady_clock::now();
  const std::string bytes = base::read_file(task.file);
  const imaging::Made made = imaging::make_versions(bytes, task.order, {});
  std::filesystem::create_directories(task.directory);
  for (const auto& version : made.versions) {
    base::write_file_atomically(task.directory / (std::string(version.name) + ".webp"), *version.webp);
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;

  std::printf("%-14s %d × %d, %.1f MB\n", "original", made.original_width, made.original_height,
              static_cast<double>(bytes.size()) / 1e6);
  for (const auto& version : made.versions) {
    std::printf("%-14s %d × %d, %.1f kB\n", std::string(version.name).c_str(), version.width, version.height,
                static_cast<double>(version.webp->size()) / 1e3);
  }
  print("camera", made.exif.camera);
  print("lens", made.exif.lens);
  print("exposure", made.exif.exposure_time);
  print("aperture", made.exif.aperture);
  print("iso", made.exif.iso ? std::to_string(*made.exif.iso) : "");
  print("taken", made.exif.date_time_original);
  std::printf("%.0f ms\n", took.count());
  return 0;
}

}  // namespace copper::hosts
