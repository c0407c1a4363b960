#include "hosts/imaging/make.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/file.h"
#include "platform/image/versions.h"
#include "platform/image/zoom.h"
#include "services/imaging/parallel.h"
#include "services/imaging/pipeline.h"

namespace copper::hosts {
namespace {

struct Task {
  std::filesystem::path file;
  std::filesystem::path directory;
  imaging::Order order;
  std::string zoom_url;  // of zoom/ in the directory; empty: no tiles are wanted
};

std::optional<double> number_in(const std::string& text, double min, double max) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stopped != end || !(value >= min && value <= max)) return std::nullopt;
  return value;
}

imaging::Focus focus_from(const std::string& text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  const auto x = number_in(text.substr(0, comma), 0, 1);
  const auto y = number_in(text.substr(std::min(comma + 1, text.size())), 0, 1);
  if (!x || !y) throw StartError("--focus takes two numbers from 0 to 1, as in --focus 0.5,0.3");
  return {*x, *y};
}

imaging::Position position_from(const std::string& text) {
  if (const auto position = imaging::position_named(text)) return *position;
  std::string list;
  for (const auto name : imaging::kPositions) list.append(" ").append(name);
  throw StartError("--position takes one of" + list);
}

double percent_from(const std::string& name, const std::string& text, int min, int max) {
  if (const auto value = number_in(text, min, max)) return *value;
  throw StartError(name + " takes a number from " + std::to_string(min) + " to " + std::to_string(max));
}

void set(Task& task, const std::string& name, const std::string& value) {
  imaging::Watermark& watermark = task.order.watermark;
  if (name == "--out")
    task.directory = value;
  else if (name == "--watermark")
    watermark.text = value;
  else if (name == "--position")
    watermark.position = position_from(value);
  else if (name == "--size")
    watermark.size = percent_from(name, value, 1, 10);
  else if (name == "--opacity")
    watermark.opacity = static_cast<int>(percent_from(name, value, 20, 100));
  else if (name == "--creator")
    task.order.rights.creator = value;
  else if (name == "--notice")
    task.order.rights.notice = value;
  else if (name == "--url")
    task.order.rights.url = value;
  else if (name == "--focus")
    task.order.focus = focus_from(value);
  else if (name == "--zoom")
    task.zoom_url = value;
  else
    throw StartError("there is no option " + name + "; see --help");
}

Task task_from(const std::vector<std::string>& arguments) {
  Task task;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.starts_with("--")) {
      if (i + 1 == arguments.size()) throw StartError(argument + " needs a value; see --help");
      set(task, argument, arguments[++i]);
    } else if (task.file.empty()) {
      task.file = argument;
    } else {
      throw StartError("one file at a time; see --help");
    }
  }
  if (task.file.empty()) throw StartError("a file is missing; see --help");
  if (task.directory.empty()) task.directory = task.file.stem();
  task.order.file_name = task.file.filename().string();
  task.order.wants_zoom = !task.zoom_url.empty();
  return task;
}

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << bytes).flush()) throw StartError("Cannot write " + path.string() + ".");
}

void write_zoom(const Task& task, const imaging::Zoom& zoom) {
  const std::filesystem::path folder = task.directory / "zoom";
  std::filesystem::remove_all(folder);  // tiles of a larger picture would stay
  imaging::in_parallel(zoom.files.size(), 0, [&](std::size_t i) {
    const std::filesystem::path path = folder / zoom.files[i].name;
    std::filesystem::create_directories(path.parent_path());
    write(path, zoom.files[i].jpeg);
  });
  const auto info = image::zoom_info(task.zoom_url, zoom.size.width, zoom.size.height);
  write(folder / "info.json", boost::json::serialize(info));
}

void print_table(const Task& task, const imaging::Made& made, std::size_t bytes) {
  const auto row = [](std::string_view name, int width, int height, std::size_t size, const std::string& file) {
    std::printf("%-14.*s%6d × %-6d%10.1f kB  %s\n", static_cast<int>(name.size()), name.data(), width, height,
                static_cast<double>(size) / 1e3, file.c_str());
  };
  row("original", made.original_width, made.original_height, bytes, task.file.string());
  for (const auto& version : made.versions) {
    row(version.name, version.width, version.height, version.webp->size(),
        (task.directory / (std::string(version.name) + ".webp")).string());
  }
  if (made.zoom)
    std::printf("%-14s%zu tiles  %s\n", "zoom", made.zoom->files.size(), (task.directory / "zoom").c_str());
}

void print(const char* name, const std::string& value) {
  if (!value.empty()) std::printf("%-14s%s\n", name, value.c_str());
}

}  // namespace

int make_locally(const std::vector<std::string>& arguments) {
  const Task task = task_from(arguments);
  const auto start = std::chrono::steady_clock::now();
  const std::string bytes = base::read_file(task.file);
  const bool is_watched = ::isatty(STDERR_FILENO) == 1;
  if (is_watched) {
    std::fprintf(stderr, "%s: making %zu versions …", task.order.file_name.c_str(), image::kVersions.size());
  }
  const imaging::Made made = imaging::make_versions(bytes, task.order, {});
  std::filesystem::create_directories(task.directory);
  for (const auto& version : made.versions) {
    write(task.directory / (std::string(version.name) + ".webp"), *version.webp);
  }
  if (made.zoom) write_zoom(task, *made.zoom);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  if (is_watched) std::fputs("\r\033[K", stderr);

  print_table(task, made, bytes.size());
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
