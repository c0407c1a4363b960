#include "services/imaging/container.h"

#include <gtest/gtest.h>

#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using test::file_of;
using test::marked;

TEST(Container, IsToldByTheFirstBytes) {
  EXPECT_EQ(inspect(file_of(marked(40, 30), ".jpg"))->kind, Kind::jpeg);
  EXPECT_EQ(inspect(file_of(marked(40, 30), ".png"))->kind, Kind::png);
  EXPECT_EQ(inspect(file_of(marked(64, 64), ".heic"))->kind, Kind::heif);
}

TEST(Container, EverythingElseIsNone) {
  using namespace std::string_literals;
  for (const std::string& bytes : {""s, "\xFF"s, "GIF89a"s, "%PDF-1.7"s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s,
                                   "\0\0\0\x1C"s + "ftypavif\0\0\0\0"s, "RIFF\x10\0\0\0WEBPVP8 "s, "II*\0\x08\0\0\0"s,
                                   "I am a text that was named harbour.jpg"s}) {
    EXPECT_FALSE(inspect(bytes)) << bytes;
  }
}

class EveryCut : public testing::TestWithParam<const char*> {};

TEST_P(EveryCut, IsIncomplete) {
  const std::string file = file_of(marked(64, 64), GetParam());
  ASSERT_TRUE(inspect(file)->complete);
  for (std::size_t length = 0; length < file.size(); ++length) {
    const auto cut = inspect(std::string_view(file).substr(0, length));
    EXPECT_TRUE(!cut || !cut->complete) << length << " of " << file.size();
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryCut, testing::Values(".jpg", ".jpg[interlace]", ".png", ".heic"));

TEST(Container, AThumbnailsEndIsNotThePicturesEnd) {
  const std::string thumbnail = file_of(marked(16, 16), ".jpg[strip]");
  const std::size_t size = thumbnail.size() + 2;
  const std::string segment =
      std::string("\xFF\xE1") + static_cast<char>(size >> 8) + static_cast<char>(size & 0xFF) + thumbnail;
  std::string file = file_of(marked(64, 64), ".jpg");
  file.insert(2, segment);
  ASSERT_TRUE(inspect(file)->complete);
  EXPECT_FALSE(inspect(file.substr(0, file.size() - 2))->complete);
}

TEST(Container, BytesAfterTheEndDoNotMatter) {
  EXPECT_TRUE(inspect(file_of(marked(64, 64), ".jpg") + "trailing")->complete);
  EXPECT_TRUE(inspect(file_of(marked(64, 64), ".png") + "trailing")->complete);
}

}  // namespace
}  // namespace copper::imaging
