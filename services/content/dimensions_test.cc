#include "services/content/dimensions.h"

#include <gtest/gtest.h>

namespace copper::content {
namespace {

void expect_size(std::string_view text, double height, double width) {
  const auto size = parse_dimensions(text);
  ASSERT_TRUE(size) << text;
  EXPECT_DOUBLE_EQ(size->height_mm, height) << text;
  EXPECT_DOUBLE_EQ(size->width_mm, width) << text;
}

TEST(DimensionsTest, ReadsWhatPeopleWrite) {
  expect_size("245 x 320 mm", 245, 320);
  expect_size("245 × 320 mm", 245, 320);
  expect_size(" 245x320 ", 245, 320);
  expect_size("24,5 x 32 cm", 245, 320);
  expect_size("24.5 cm X 32 cm", 245, 320);
  expect_size("245 mm x 32 cm", 245, 320);
}

TEST(DimensionsTest, LeavesEverythingElseAlone) {
  for (const char* text : {"", "about A4", "245", "245 x", "245 x 320 x 10 mm", "10 x 12 in", "0 x 320 mm",
                           "99999 x 320 mm", "-245 x 320 mm"}) {
    EXPECT_FALSE(parse_dimensions(text)) << text;
  }
}

}  // namespace
}  // namespace copper::content
