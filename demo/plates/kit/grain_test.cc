#include "demo/plates/kit/grain.h"

#include <gtest/gtest.h>

namespace copper::demo {
namespace {

double mean_ink(const Copper& copper) {
  double sum = 0;
  for (int y = 0; y < copper.height(); ++y) {
    for (int x = 0; x < copper.width(); ++x) sum += static_cast<double>(copper.row(y)[x]);
  }
  return sum / (double(copper.width()) * copper.height());
}

TEST(GrainTest, DarkerTonesHoldMoreInkAndBareOnesNone) {
  double aquatint_before = 0, mezzotint_before = 0;
  for (const double tone : {0.0, 0.3, 0.6, 1.0}) {
    Copper a(600, 400), m(600, 400);
    aquatint(a, {}, [tone](Vec2) { return tone; });
    mezzotint(m, {}, [tone](Vec2) { return tone; });
    if (tone == 0) {
      EXPECT_EQ(mean_ink(a), 0);
      EXPECT_EQ(mean_ink(m), 0);
    } else {
      EXPECT_GT(mean_ink(a), aquatint_before);
      EXPECT_GT(mean_ink(m), mezzotint_before);
    }
    aquatint_before = mean_ink(a);
    mezzotint_before = mean_ink(m);
  }
}

}  // namespace
}  // namespace copper::demo
