// Zoom tiles and placeholders.
#include "services/imaging/zoom.h"

#include <gtest/gtest.h>

#include "platform/image/zoom.h"
#include "services/imaging/placeholder.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using vips::VImage;

VImage pixels_of(const ZoomFile& file) {
  return VImage::new_from_buffer(file.jpeg.data(), file.jpeg.size(), "").copy_memory();
}

Zoom zoomed(const std::string& bytes, const std::string& watermark = "") {
  return made_from(
             bytes,
             {.file_name = "harbour.jpg", .watermark = {watermark}, .rights = {"Ida", "© Ida", ""}, .wants_zoom = true})
      .zoom.value();
}

TEST(ZoomTiles, AreAllThereInTheirSizeAndPlace) {
  const Zoom zoom = zoomed(file_of(marked(1300, 900), ".png"));
  EXPECT_EQ(zoom.size.width, 1300);
  std::size_t i = 0;
  for (const auto& level : image::zoom_levels(1300, 900)) {
    for (const auto& tile : level.tiles) {
      ASSERT_LT(i, zoom.files.size());
      EXPECT_EQ(zoom.files[i].name, tile.name);
      const VImage pixels = pixels_of(zoom.files[i++]);
      EXPECT_EQ(pixels.width(), tile.width) << tile.name;
      EXPECT_EQ(pixels.height(), tile.height) << tile.name;
      const bool blue = tile.left + tile.width / 4 < level.width / 2 && tile.top + tile.height / 4 < level.height / 2;
      EXPECT_LT(distance(colour_at(pixels, 0.25, 0.25), blue ? kBlue : kRed), 30) << tile.name;
    }
  }
  EXPECT_EQ(i, zoom.files.size());
}

TEST(ZoomTiles, OfAPictureLyingOnItsSideStandUpright) {
  VImage lying = marked(700, 500).copy();
  lying.set(VIPS_META_ORIENTATION, 6);
  const Zoom zoom = zoomed(file_of(lying, ".jpg"));
  EXPECT_EQ(zoom.size.width, 500);
  EXPECT_EQ(zoom.size.height, 700);
  EXPECT_LT(distance(colour_at(pixels_of(zoom.files.back()), 0.75, 0.25), kBlue), 30);
}

TEST(ZoomTiles, OfSixteenBitsKeepTheirColour) {
  const VImage deep = (plain(600, 400, kRed) * 257)
                          .cast(VIPS_FORMAT_USHORT)
                          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_RGB16));
  EXPECT_LT(distance(colour_at(pixels_of(zoomed(file_of(deep, ".png")).files[0]), 0.5, 0.5), kRed), 4);
}

TEST(ZoomTiles, CarryTheWatermarkInEveryLevelAndTheRightsInEveryTile) {
  const Zoom plain_zoom = zoomed(file_of(plain(1300, 900, {128, 128, 128}), ".png"));
  const Zoom zoom = zoomed(file_of(plain(1300, 900, {128, 128, 128}), ".png"), "© Ida Holm");
  std::size_t i = 0;
  for (const auto& level : image::zoom_levels(1300, 900)) {
    int marked_tiles = 0;
    for (const auto& tile : level.tiles) {
      const VImage difference = (pixels_of(zoom.files[i]) - pixels_of(plain_zoom.files[i])).abs();
      if (difference.max() > 40) ++marked_tiles;
      EXPECT_NE(zoom.files[i].jpeg.find("© Ida"), std::string::npos) << tile.name;
      EXPECT_NE(zoom.files[i].jpeg.find("ICC_PROFILE"), std::string::npos) << tile.name;
      ++i;
    }
    EXPECT_GT(marked_tiles, 0) << level.width;
  }
}

TEST(APlaceholder, IsTinyAndHasTheColourOfThePaper) {
  const VImage paper = plain(900, 600, {232, 224, 208});
  const VImage print = paper.insert(hatched(300, 300, 6), 300, 150).copy_memory();
  const Placeholder made = placeholder_of(print);
  EXPECT_EQ(made.colour, "#e8e0d0");
  EXPECT_LE(made.webp.size(), 260U);
  const VImage pixels = test::pixels_of(MadeVersion{.webp = std::make_shared<const std::string>(made.webp)});
  EXPECT_EQ(pixels.width(), 32);
  EXPECT_EQ(pixels.height(), 21);
}

TEST(APlaceholder, IsNoLargerForAPictureWithMuchInIt) {
  const VImage noise = VImage::gaussnoise(32, 32, VImage::option()->set("mean", 128)->set("sigma", 60)->set("seed", 4));
  const VImage picture = noise.cast(VIPS_FORMAT_UCHAR)
                             .bandjoin(noise.rot90().cast(VIPS_FORMAT_UCHAR))
                             .bandjoin(noise.rot180().cast(VIPS_FORMAT_UCHAR))
                             .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB))
                             .copy_memory();
  EXPECT_LE(placeholder_of(picture).webp.size(), 260U);
}

}  // namespace
}  // namespace copper::imaging
