#include "demo/plates/kit/hatch.h"

#include <gtest/gtest.h>

#include <cstring>

namespace copper::demo {
namespace {

// The tone the eye sees: mean of what bare and inked copper print, ink beyond a full line counting no more.
double mean_tone(const Copper& copper) {
  double sum = 0;
  for (int y = 40; y < copper.height() - 40; ++y) {
    for (int x = 40; x < copper.width() - 40; ++x) sum += std::min(1.0, static_cast<double>(copper.row(y)[x]));
  }
  return sum / ((copper.width() - 80.0) * (copper.height() - 80.0));
}

Copper hatched(double tone, std::uint32_t seed = 1) {
  Copper copper(900, 700);
  CrossHatching how;
  how.how.seed = seed;
  how.angles = {straight_angle(0.4), straight_angle(-0.6), straight_angle(1.3)};
  cross_hatch(copper, how, [tone](Vec2) { return tone; });
  return copper;
}

TEST(HatchTest, ReachesTheToneThatIsAskedFor) {
  for (const double tone : {0.2, 0.35, 0.5, 0.65, 0.8}) EXPECT_NEAR(mean_tone(hatched(tone)), tone, 0.09) << tone;
}

TEST(HatchTest, LeavesBareCopperBare) {
  EXPECT_EQ(mean_tone(hatched(0)), 0);
}

TEST(HatchTest, SameSeedGivesTheSameCopperAndAnotherSeedAnother) {
  const Copper a = hatched(0.5), b = hatched(0.5), c = hatched(0.5, 2);
  const auto differs = [&](const Copper& x, const Copper& y) {
    for (int row = 0; row < x.height(); ++row) {
      if (std::memcmp(x.row(row), y.row(row), sizeof(float) * static_cast<std::size_t>(x.width())) != 0) return true;
    }
    return false;
  };
  EXPECT_FALSE(differs(a, b));
  EXPECT_TRUE(differs(a, c));
}

TEST(HatchTest, LinesStopWhereTheAreaEnds) {
  const Tone left = [](Vec2 p) { return p.x < 300 ? 0.4 : 0.0; };
  const Strokes lines = hatch_layer(600, 400, {}, left, straight_angle(0));
  ASSERT_FALSE(lines.points.empty());
  for (const NeedlePoint& p : lines.points) EXPECT_LT(p.x, 305);
}

TEST(HatchTest, LayersTogetherMakeTheTone) {
  for (const double tone : {0.1, 0.4, 0.7, 0.95}) {
    double bare = 1;
    for (int i = 0; i < 3; ++i) bare *= 1 - layer_cover(tone, i, 3);
    EXPECT_NEAR(1 - bare, tone, 1e-9);
  }
}

}  // namespace
}  // namespace copper::demo
