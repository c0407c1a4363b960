#include "services/imaging/check.h"

#include <gtest/gtest.h>

#include "platform/base/error.h"
#include "services/imaging/jpeg.h"
#include "services/imaging/test_pictures.h"
#include "services/imaging/webp.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

const Rights kOurs{"Ida Holm", "© 2024 Ida Holm", "https://example.dk/terms"};
constexpr Size kSize{90, 60};

// One of each format that is made.
std::vector<std::string> made_with(const Rights& rights) {
  start_engine();
  const vips::VImage picture = marked(kSize.width, kSize.height).copy_memory();
  return {as_webp(picture, rights, {}), as_jpeg(picture, {0, 0, kSize.width, kSize.height}, rights, 80)};
}

TEST(Check, FindsNothingWrongWithWhatIsMade) {
  for (const Rights& rights : {kOurs, Rights{}, Rights{"", "© Ida", ""}}) {
    for (const auto& file : made_with(rights)) EXPECT_EQ(problem_of(file, kSize, rights), "");
  }
}

TEST(Check, FindsAFileThatIsNotWhole) {
  for (const auto& file : made_with(kOurs)) {
    for (std::size_t length = 0; length < file.size(); length += 7) {
      EXPECT_NE(problem_of(file.substr(0, length), kSize, kOurs), "") << length;
    }
  }
}

TEST(Check, FindsWhatFollowsThePicture) {
  for (const auto& file : made_with(kOurs)) EXPECT_EQ(problem_of(file + file, kSize, kOurs), "it is not whole");
}

TEST(Check, FindsAnotherSizeAndOtherRights) {
  for (const auto& file : made_with(kOurs)) {
    EXPECT_EQ(problem_of(file, {60, 90}, kOurs), "it is 90 × 60 pixels and not 60 × 90");
    EXPECT_EQ(problem_of(file, kSize, {"Ida Holm", "", kOurs.url}), "its colour profile or its rights are missing");
  }
}

TEST(Check, FindsWhatACameraWrote) {
  const vips::VImage picture = with_exif(marked(kSize.width, kSize.height), "exif-ifd3-GPSLatitude",
                                         "55/1 40/1 3456/100 (x, Rational, 3 components, 24 bytes)");
  for (const char* format : {".webp", ".jpg"}) EXPECT_NE(problem_of(file_of(picture, format), kSize, {}), "") << format;
}

TEST(Check, FindsMetadataBesideOurs) {
  const auto files = made_with(kOurs);
  std::string webp = files[0] + std::string("EXIF\x04\0\0\0GPS!", 12);
  const auto size = webp.size() - 8;
  for (std::size_t i = 0; i < 4; ++i) webp[4 + i] = static_cast<char>(size >> 8 * i & 0xFF);
  EXPECT_EQ(problem_of(webp, kSize, kOurs), "it carries more than its rights");
  std::string jpeg = files[1];
  jpeg.insert(2, std::string("\xFF\xED\0\x06IPTC", 8));
  EXPECT_EQ(problem_of(jpeg, kSize, kOurs), "it carries more than its rights");
}

TEST(Check, NamesTheVersionThatIsNotKept) {
  try {
    check_made(made_with({})[0], "medium", kSize, kOurs);
    FAIL() << "kept a file without rights";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "The version medium was not kept, for its colour profile or its rights are missing. Try again; if it "
                 "fails once more, export the picture anew.");
  }
}

}  // namespace
}  // namespace copper::imaging
