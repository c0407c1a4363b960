#include "platform/image/zoom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace copper::image {
namespace {

std::vector<std::string> names_of(const ZoomLevel& level) {
  std::vector<std::string> names;
  for (const auto& tile : level.tiles) names.push_back(tile.name);
  return names;
}

TEST(Zoom, HalvesThePictureUntilOneTileHoldsIt) {
  const auto levels = zoom_levels(1101, 700);
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_EQ(names_of(levels[1]),
            (std::vector<std::string>{"0,0,1024,700/512,350/0/default.jpg", "1024,0,77,700/39,350/0/default.jpg"}));
  EXPECT_EQ(names_of(levels[2]), std::vector<std::string>{"full/276,175/0/default.jpg"});
  EXPECT_EQ(names_of(levels[3]), (std::vector<std::string>{"full/max/0/default.jpg", "full/1024,651/0/default.jpg"}));
}

TEST(Zoom, TilesCoverTheirLevelOnceAndNoFileIsThereTwice) {
  for (const auto& [width, height] : {std::pair{1, 1}, {512, 512}, {513, 1}, {1024, 1024}, {1, 16000}, {5477, 3651}}) {
    std::set<std::string> names;
    for (const auto& level : zoom_levels(width, height)) {
      std::int64_t covered = 0;
      for (const auto& tile : level.tiles) {
        EXPECT_TRUE(names.insert(tile.name).second) << tile.name << " of " << width << " x " << height;
        EXPECT_LE(tile.left + tile.width, level.width);
        EXPECT_LE(tile.top + tile.height, level.height);
        if (tile.name.find("/max/") == std::string::npos) covered += std::int64_t{tile.width} * tile.height;
      }
      const bool is_overview = level.tiles[0].name == "full/max/0/default.jpg";
      EXPECT_TRUE(is_overview || covered == std::int64_t{level.width} * level.height) << width << " x " << height;
    }
  }
}

TEST(Zoom, TheInformationNamesWhatThereIs) {
  const auto info = zoom_info("https://cdn.test/x", 5477, 3651);
  EXPECT_EQ(info.at("id"), "https://cdn.test/x");
  EXPECT_EQ(info.at("tiles").at(0).at("scaleFactors"), boost::json::parse("[1,2,4,8,16]"));
  const auto files = zoom_files(5477, 3651);
  EXPECT_EQ(files.back(), "info.json");
  for (const auto& size : info.at("sizes").as_array()) {
    const auto name = "full/" + std::to_string(size.at("width").as_int64()) + "," +
                      std::to_string(size.at("height").as_int64()) + "/0/default.jpg";
    EXPECT_EQ(std::count(files.begin(), files.end(), name), 1) << name;
  }
}

}  // namespace
}  // namespace copper::image
