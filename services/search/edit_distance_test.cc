#include "services/search/edit_distance.h"

#include <gtest/gtest.h>

namespace copper::search {
namespace {

TEST(EditDistance, CountsLettersAndSwaps) {
  EXPECT_EQ(edit_distance("etching", "etching"), 0u);
  EXPECT_EQ(edit_distance("ethcing", "etching"), 1u);
  EXPECT_EQ(edit_distance("drypont", "drypoint"), 1u);
  EXPECT_EQ(edit_distance("acquatinnt", "aquatint"), 2u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

}  // namespace
}  // namespace copper::search
