#include "platform/image/zoom.h"

#include <algorithm>
#include <cmath>

namespace copper::image {
namespace {

std::string numbers(std::initializer_list<int> all) {
  std::string text;
  for (const int number : all) text.append(text.empty() ? "" : ",").append(std::to_string(number));
  return text;
}

std::string file_name(const std::string& region, const std::string& size) {
  return region + "/" + size + "/0/default.jpg";
}

int shrunk(int length, int scale) {
  return (length + scale - 1) / scale;
}

bool fits(const ZoomLevel& level, int side) {
  return level.width <= side && level.height <= side;
}

// IIIF names a tile by the pixels of the full picture that it shows.
ZoomLevel level_of(int width, int height, int scale) {
  ZoomLevel level{shrunk(width, scale), shrunk(height, scale), {}};
  const int side = kZoomTileSide * scale;
  for (int top = 0; top < height; top += side) {
    for (int left = 0; left < width; left += side) {
      const int across = std::min(side, width - left);
      const int down = std::min(side, height - top);
      ZoomTile tile{left / scale, top / scale, shrunk(across, scale), shrunk(down, scale), {}};
      const bool is_whole = across == width && down == height;
      tile.name = file_name(is_whole ? "full" : numbers({left, top, across, down}), numbers({tile.width, tile.height}));
      level.tiles.push_back(std::move(tile));
    }
  }
  return level;
}

ZoomLevel overview_of(int width, int height) {
  const double scale = std::min(1.0, static_cast<double>(kZoomOverviewSide) / std::max(width, height));
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  ZoomLevel level{scaled(width), scaled(height), {}};
  const auto whole = [&](const std::string& size) {
    level.tiles.push_back({0, 0, level.width, level.height, file_name("full", size)});
  };
  whole("max");
  if (!fits(level, kZoomTileSide)) whole(numbers({level.width, level.height}));
  return level;
}

boost::json::object size_of(const ZoomLevel& level) {
  return {{"width", level.width}, {"height", level.height}};
}

}  // namespace

std::vector<ZoomLevel> zoom_levels(int width, int height) {
  std::vector<ZoomLevel> levels;
  for (int scale = 1; levels.empty() || !fits(levels.back(), kZoomTileSide); scale *= 2) {
    levels.push_back(level_of(width, height, scale));
  }
  levels.push_back(overview_of(width, height));
  return levels;
}

std::vector<std::string> zoom_files(int width, int height) {
  std::vector<std::string> names;
  for (const auto& level : zoom_levels(width, height)) {
    for (const auto& tile : level.tiles) names.push_back(tile.name);
  }
  names.emplace_back("info.json");
  return names;
}

boost::json::object zoom_info(const std::string& id, int width, int height) {
  const auto levels = zoom_levels(width, height);
  boost::json::array factors;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) factors.emplace_back(1 << i);
  boost::json::array sizes;
  const ZoomLevel& smallest = levels[levels.size() - 2];
  if (smallest.width != levels.back().width) sizes.push_back(size_of(smallest));
  sizes.push_back(size_of(levels.back()));
  return {{"@context", "http://iiif.io/api/image/3/context.json"},
          {"id", id},
          {"type", "ImageService3"},
          {"protocol", "http://iiif.io/api/image"},
          {"profile", "level0"},
          {"width", width},
          {"height", height},
          {"maxWidth", kZoomOverviewSide},
          {"sizes", std::move(sizes)},
          {"tiles", {{{"width", kZoomTileSide}, {"height", kZoomTileSide}, {"scaleFactors", std::move(factors)}}}}};
}

}  // namespace copper::image
