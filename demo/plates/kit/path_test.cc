#include "demo/plates/kit/path.h"

#include <gtest/gtest.h>

namespace copper::demo {
namespace {

TEST(PathTest, ACurvePassesThroughItsPoints) {
  const Path points = {{0, 0}, {100, 40}, {180, -20}, {300, 10}};
  const Path drawn = curve(points, 4);
  for (const Vec2 p : points) {
    double nearest = 1e9;
    for (const Vec2 q : drawn) nearest = std::min(nearest, length(p - q));
    EXPECT_LT(nearest, 1e-6);
  }
}

TEST(PathTest, FillCoversThePolygonsAreaAndNothingElse) {
  Field field(400, 400, 4);
  fill(field, {{50, 50}, {350, 50}, {350, 250}, {50, 250}}, [](Vec2) { return 1.0; });
  double covered = 0;
  for (int y = 0; y < field.height(); ++y) {
    for (int x = 0; x < field.width(); ++x) covered += field.at(x, y) * 16;
  }
  EXPECT_NEAR(covered, 300 * 200, 1);
  EXPECT_EQ(field.sample({20, 20}), 0);
}

TEST(PathTest, TheContourOfADiscIsOneClosedCircle) {
  Field field(800, 800, 5);
  field.each([](Vec2 p, double) { return 300 - length(p - Vec2{400, 400}); });
  const auto found = contours(field, 100);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(path_length(found[0]), 2 * kPi * 200, 8);
  EXPECT_LT(length(found[0].front() - found[0].back()), 0.1);
  for (const Vec2 p : found[0]) EXPECT_NEAR(length(p - Vec2{400, 400}), 200, 1);
}

TEST(PathTest, APointAlongAPathIsMeasuredByLength) {
  const OnPath half = at({{0, 0}, {100, 0}, {100, 300}}, 0.5);
  EXPECT_NEAR(half.point.x, 100, 1e-9);
  EXPECT_NEAR(half.point.y, 100, 1e-9);
  EXPECT_NEAR(half.direction.y, 1, 1e-9);
}

}  // namespace
}  // namespace copper::demo
