#include "services/imaging/reduce.h"

#include <gtest/gtest.h>

#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using test::distance;
using test::hatched;
using test::plain;
using test::tone;

TEST(Reduce, KeepsTheToneOfHatching) {
  for (const double period : {2.5, 4.0, 7.0, 12.0}) {
    const auto picture = hatched(700, 500, period);
    for (const double scale : {0.8, 0.5, 0.3, 0.11}) {
      const auto small = reduced(picture, static_cast<int>(700 * scale), static_cast<int>(500 * scale));
      EXPECT_NEAR(tone(small) / tone(picture), 1, 0.025) << period << " pixels, " << scale;
    }
  }
}

TEST(Reduce, TurnsHatchingTooFineToShowIntoAnEvenTone) {
  const auto small = reduced(hatched(900, 900, 3), 200, 200);
  // Without the edges, where there is no hatching on one side.
  EXPECT_LT(small.extract_area(8, 8, 184, 184).deviate(), 3);
}

TEST(Reduce, LeavesAPlainColourAsItIs) {
  for (const auto& colour : {test::kRed, test::Colour{0, 0, 0}, test::Colour{255, 255, 255}, test::Colour{1, 2, 3}}) {
    const auto small = reduced(plain(333, 211, colour), 100, 63);
    EXPECT_EQ(small.width(), 100);
    EXPECT_EQ(small.height(), 63);
    EXPECT_LE(distance(small.getpoint(0, 0), colour), 0);
    EXPECT_LE(distance(small.getpoint(99, 62), colour), 0);
  }
}

TEST(Reduce, KeepsEveryPixelAtTheSameSize) {
  const auto picture = hatched(120, 90, 5);
  EXPECT_EQ((reduced(picture, 120, 90) - picture).abs().max(), 0);
}

TEST(Reduce, MakesSixteenBitsEight) {
  const auto deep = (plain(50, 40, test::kRed).cast(VIPS_FORMAT_USHORT) * 257)
                        .cast(VIPS_FORMAT_USHORT)
                        .copy(vips::VImage::option()->set("interpretation", VIPS_INTERPRETATION_RGB16))
                        .copy_memory();
  const auto small = reduced(deep, 25, 20);
  EXPECT_EQ(small.format(), VIPS_FORMAT_UCHAR);
  EXPECT_LE(distance(small.getpoint(12, 10), test::kRed), 0);
}

TEST(Reduce, GoesDownToOnePixel) {
  EXPECT_LE(distance(reduced(plain(3, 500, test::kBlue), 1, 1).getpoint(0, 0), test::kBlue), 0);
}

TEST(Reduce, MakesTheSameOnAnyNumberOfThreads) {
  const auto picture = hatched(300, 200, 3.3);
  for (const auto& [width, height] : {std::pair(90, 61), std::pair(300, 200), std::pair(5, 2)}) {
    const auto alone = reduced(picture, width, height);
    for (const unsigned threads : {0U, 2U, 3U, 7U}) {
      EXPECT_EQ((reduced(picture, width, height, threads) - alone).abs().max(), 0) << width << " pixels, " << threads;
    }
  }
}

}  // namespace
}  // namespace copper::imaging
