#include "services/search/kept.h"

#include <gtest/gtest.h>

namespace copper::search {
namespace {

TEST(Kept, IsForgottenWhenADocumentChanges) {
  Kept<int> kept(10, 100);
  EXPECT_FALSE(kept.find(7, "havn"));
  EXPECT_EQ(*kept.keep(7, "havn", 3, 1), 3);
  EXPECT_EQ(*kept.find(7, "havn"), 3);
  EXPECT_FALSE(kept.find(8, "havn"));
  EXPECT_EQ(*kept.keep(7, "havn", 3, 1), 3);  // by one who began before the change
  EXPECT_FALSE(kept.find(8, "havn"));
  EXPECT_FALSE(kept.find(7, "havn"));
}

TEST(Kept, HasBounds) {
  Kept<int> kept(2, 100);
  kept.find(1, "");
  kept.keep(1, "a", 1, 60);
  kept.keep(1, "b", 2, 60);
  EXPECT_FALSE(kept.find(1, "a"));
  kept.keep(1, "c", 3, 1);
  EXPECT_TRUE(kept.find(1, "b"));
  kept.keep(1, "d", 4, 1);
  EXPECT_FALSE(kept.find(1, "b"));
  EXPECT_TRUE(kept.find(1, "d"));
}

}  // namespace
}  // namespace copper::search
