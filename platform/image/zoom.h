// The zoom tiles of an image (R6.3): the IIIF Image API 3.0 (https://iiif.io/api/image/3.0/) at compliance level 0, which
// is a folder of files that any web server can serve and any IIIF viewer can read. One description of that folder
// for imaging, which fills it, content, which publishes it, and the pages, which show it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace copper::image {

inline constexpr int kZoomTileSide = 512;       // pixels
inline constexpr int kZoomOverviewSide = 1024;  // the largest picture there is in one piece

// One file: a rectangle of its level's pixels.
struct ZoomTile {
  int left;
  int top;
  int width;
  int height;
  std::string name;  // below the folder: "0,0,1024,1024/512,512/0/default.jpg"
};

// The whole picture at one size, in tiles that cover it.
struct ZoomLevel {
  int width;
  int height;
  std::vector<ZoomTile> tiles;
};

// Full size, half, quarter and so on until one tile holds it, and after them the overview, in one piece: what IIIF
// calls full/max. No file is in two of them.
std::vector<ZoomLevel> zoom_levels(int width, int height);

// Every file of the folder, info.json last: who finds that finds the others.
std::vector<std::string> zoom_files(int width, int height);

// What info.json says; `id` is the address of the folder without a last slash.
boost::json::object zoom_info(const std::string& id, int width, int height);

}  // namespace copper::image
