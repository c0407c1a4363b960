#include "demo/plates/kit/copper.h"

#include <gtest/gtest.h>

#include "demo/plates/kit/impression.h"
#include "demo/plates/kit/needle.h"

namespace copper::demo {
namespace {

double ink_of(const Copper& copper) {
  double sum = 0;
  for (int y = 0; y < copper.height(); ++y) {
    for (int x = 0; x < copper.width(); ++x) sum += static_cast<double>(copper.row(y)[x]);
  }
  return sum;
}

Strokes one_line(Vec2 a, Vec2 b, double radius) {
  Strokes s;
  s.begin();
  s.add(a, radius, 1);
  s.add(b, radius, 1);
  return s;
}

TEST(CopperTest, ALineHoldsInkInProportionToItsLengthAndWidth) {
  for (const double radius : {0.75, 1.5, 3.0}) {
    Copper copper(400, 300);
    copper.engrave(one_line({50.3, 60.1}, {350.2, 240.7}, radius));
    EXPECT_NEAR(ink_of(copper), 2 * radius * length(Vec2{299.9, 180.6}), 0.03 * ink_of(copper)) << radius;
  }
}

TEST(CopperTest, ALineInPiecesIsAsDarkAsInOne) {
  Copper whole(400, 100), pieces(400, 100);
  whole.engrave(one_line({20, 50}, {380, 50}, 2));
  Strokes many;
  many.begin();
  for (int x = 20; x <= 380; x += 4) many.add({double(x), 50}, 2, 1);
  pieces.engrave(many);
  EXPECT_NEAR(ink_of(whole), ink_of(pieces), 1);
}

TEST(CopperTest, LinesBeyondThePlateAreCutOff) {
  Copper copper(100, 100);
  copper.engrave(one_line({-500, 50}, {900, 50}, 2));
  EXPECT_NEAR(ink_of(copper), 400, 1);
  copper.engrave(one_line({-50, -50}, {-10, -90}, 2));
  EXPECT_NEAR(ink_of(copper), 400, 1);
}

TEST(CopperTest, BurrLiesOnOneSideOnly) {
  Copper copper(200, 100);
  copper.engrave(one_line({20, 50}, {180, 50}, 1.5), {4, 0.5, 1});
  EXPECT_GT(copper.row(56)[100], 0.05F);  // to the right of a line drawn rightwards is below it
  EXPECT_EQ(copper.row(44)[100], 0.0F);
}

TEST(ImpressionTest, InkIsDarkerThanPaperAndTheSamePlatePrintsTheSameSheet) {
  Copper copper(300, 200);
  copper.engrave(one_line({20, 100}, {280, 100}, 20));
  Sheet sheet{420, 340, 60, 50};
  sheet.edition = "1/2";
  const Image a = pull({{&copper, kWarmBlack}}, sheet), b = pull({{&copper, kWarmBlack}}, sheet);
  EXPECT_EQ(a.rgb, b.rgb);
  EXPECT_LT(a.row(150)[3 * 210], 70);
  EXPECT_GT(a.row(290)[3 * 210], 200);
}

}  // namespace
}  // namespace copper::demo
