#include "services/imaging/pipeline.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <random>

#include "platform/base/file.h"
#include "platform/image/versions.h"
#include "services/imaging/original.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using vips::VImage;

// ── sizes ──

TEST(Versions, HaveTheSizesOfTheTable) {
  const Made made = made_from(file_of(marked(4000, 1200), ".jpg"));
  ASSERT_EQ(made.versions.size(), image::kVersions.size());
  for (std::size_t i = 0; i < made.versions.size(); ++i) {
    const auto& wanted = image::kVersions[i];
    const bool is_square = wanted.fit == image::Fit::square;
    EXPECT_EQ(made.versions[i].name, wanted.name);
    EXPECT_EQ(made.versions[i].width, wanted.width);
    EXPECT_EQ(made.versions[i].height, is_square ? wanted.width : wanted.width * 3 / 10);
    const VImage picture = pixels_of(made.versions[i]);
    EXPECT_EQ(picture.width(), made.versions[i].width);
    EXPECT_EQ(picture.height(), made.versions[i].height);
  }
  EXPECT_EQ(made.original_width, 4000);
  EXPECT_EQ(made.original_height, 1200);
}

TEST(Versions, OfTheSamePixelsAreEncodedOnce) {
  const Made made = made_from(file_of(marked(2000, 100), ".jpg"));
  EXPECT_EQ(version(made, "large").webp, version(made, "medium_2x").webp);
  EXPECT_EQ(version(made, "xlarge").webp, version(made, "large_2x").webp);
  EXPECT_NE(version(made, "xlarge").webp, version(made, "large").webp);
}

TEST(Versions, AreNeverLarger) {
  const Made made = made_from(file_of(marked(150, 90), ".png"));
  for (const auto& v : made.versions) {
    EXPECT_LE(v.width, 150) << v.name;
    EXPECT_LE(v.height, 90) << v.name;
  }
  EXPECT_EQ(version(made, "xlarge").width, 150);
  EXPECT_EQ(version(made, "thumbnail").width, 90);
}

TEST(Versions, AreMadeOfTheOddestShapes) {
  for (const auto& [width, height] : {std::pair(1, 1), std::pair(1, 300), std::pair(20000, 3), std::pair(40, 30000)}) {
    const Made made = made_from(file_of(plain(width, height, kRed), ".png"));
    EXPECT_LE(version(made, "xlarge").height, kWebpSideMax);
    EXPECT_LT(distance(colour_at(pixels_of(version(made, "xlarge")), 0.5, 0.5), kRed), 12);
  }
}

TEST(Versions, AreTheSameBytesEveryTime) {
  const std::string file = file_of(marked(900, 700), ".jpg");
  const Order order{.file_name = "a.jpg", .watermark = {"© Ida"}, .rights = {"Ida", "© Ida", "https://ida.dk"}};
  EXPECT_EQ(*version(made_from(file, order), "medium").webp, *version(made_from(file, order), "medium").webp);
}

TEST(Squares, ShowTheFocusPoint) {
  const std::string file = file_of(marked(1200, 400), ".jpg");
  const auto left = version(made_from(file, {.file_name = "a.jpg", .focus = Focus{0, 0.5}}), "thumbnail_2x");
  const auto right = version(made_from(file, {.file_name = "a.jpg", .focus = Focus{1, 0.5}}), "thumbnail");
  EXPECT_LT(distance(colour_at(pixels_of(left), 0.9, 0.1), kBlue), 20);
  EXPECT_LT(distance(colour_at(pixels_of(right), 0.1, 0.1), kRed), 20);
}

TEST(Squares, FindTheSubject) {
  VImage picture = plain(1500, 500, {240, 238, 230});
  const VImage subject = hatched(300, 300, 12);
  picture = picture.insert(subject, 1150, 100);
  const VImage thumbnail = pixels_of(version(made_from(file_of(picture, ".png")), "thumbnail_2x"));
  EXPECT_GT(thumbnail.deviate(), 30);
}

// ── what goes in ──

TEST(Originals, OfEveryKindComeOutInTheirColour) {
  const VImage red = plain(240, 160, kRed);
  const VImage deep = (red.cast(VIPS_FORMAT_USHORT) * 257)
                          .cast(VIPS_FORMAT_USHORT)
                          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_RGB16));
  const std::pair<const char*, std::string> files[] = {{"baseline JPEG", file_of(red, ".jpg[Q=95]")},
                                                       {"progressive JPEG", file_of(red, ".jpg[Q=95,interlace]")},
                                                       {"PNG", file_of(red, ".png")},
                                                       {"interlaced PNG", file_of(red, ".png[interlace]")},
                                                       {"palette PNG", file_of(red, ".png[palette]")},
                                                       {"16-bit PNG", file_of(deep, ".png")},
                                                       {"16-bit PNG with profile", file_of(deep, ".png[profile=srgb]")},
                                                       {"HEIC", file_of(red, ".heic[Q=95]")},
                                                       {"10-bit HEIC", file_of(deep, ".heic[Q=95,bitdepth=10]")}};
  for (const auto& [kind, file] : files) {
    const VImage seen = pixels_of(version(made_from(file), "medium"));
    EXPECT_EQ(seen.bands(), 3) << kind;
    EXPECT_LT(distance(colour_at(seen, 0.5, 0.5), kRed), 12) << kind;
  }
}

TEST(Originals, InGreyStayGrey) {
  const VImage grey = plain(200, 100, {120, 120, 120})
                          .extract_band(0)
                          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_B_W));
  const VImage deep = (grey.cast(VIPS_FORMAT_USHORT) * 257)
                          .cast(VIPS_FORMAT_USHORT)
                          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_GREY16));
  for (const std::string& file :
       {file_of(grey, ".jpg"), file_of(grey, ".png"), file_of(deep, ".png"), file_of(grey > 10, ".png[bitdepth=1]")}) {
    const auto colour = colour_at(pixels_of(version(made_from(file), "medium")), 0.5, 0.5);
    EXPECT_LT(distance(colour, {colour[0], colour[0], colour[0]}), 3);
    EXPECT_TRUE(std::abs(colour[0] - 120) < 4 || colour[0] > 250) << colour[0];
  }
}

TEST(Originals, WithABrokenProfileAreTakenAsSrgb) {
  VImage picture = plain(200, 100, kRed).copy();
  const std::string profile(300, 'x');
  vips_image_set_blob_copy(picture.get_image(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  const Made made = made_from(file_of(picture, ".jpg[Q=95]"));
  EXPECT_LT(distance(colour_at(pixels_of(version(made, "medium")), 0.5, 0.5), kRed), 8);
}

TEST(Originals, WithTransparencyLieOnWhitePaper) {
  const VImage clear = plain(200, 100, kRed).bandjoin(0).copy_memory();
  const VImage half = plain(200, 100, {0, 0, 0}).bandjoin(128).copy_memory();
  EXPECT_LT(
      distance(colour_at(pixels_of(version(made_from(file_of(clear, ".png")), "medium")), 0.5, 0.5), {255, 255, 255}),
      2);
  EXPECT_LT(
      distance(colour_at(pixels_of(version(made_from(file_of(half, ".png")), "medium")), 0.5, 0.5), {127, 127, 127}),
      3);
  const VImage deep = (clear.cast(VIPS_FORMAT_USHORT) * 257)
                          .cast(VIPS_FORMAT_USHORT)
                          .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_RGB16));
  EXPECT_LT(
      distance(colour_at(pixels_of(version(made_from(file_of(deep, ".png")), "medium")), 0.5, 0.5), {255, 255, 255}),
      2);
}

// ── what is refused ──

TEST(Refusal, OfATextNamedLikeAPicture) {
  EXPECT_EQ(refusal_of("Dear artist, here is my harbour."),
            "harbour.jpg is not a JPEG, PNG or HEIC picture. Export it as one of these.");
  EXPECT_EQ(refusal_of(""), "harbour.jpg is empty. Export it again.");
}

TEST(Refusal, OfEveryOtherFormatLibvipsKnows) {
  for (const char* format : {".tif", ".gif", ".webp", ".avif", ".ppm", ".v", ".jp2"}) {
    if (vips_foreign_find_save_buffer(format) == nullptr) continue;
    EXPECT_NE(refusal_of(file_of(marked(64, 64), format)), "") << format;
  }
}

class Truncated : public testing::TestWithParam<const char*> {};

TEST_P(Truncated, IsRefusedWhereverItIsCut) {
  const std::string file = file_of(hatched(400, 300, 5), GetParam());
  ASSERT_EQ(refusal_of(file), "");
  for (std::size_t percent = 5; percent < 100; percent += 5) {
    EXPECT_EQ(refusal_of(file.substr(0, file.size() * percent / 100)),
              "harbour.jpg is incomplete: it ends before the picture does. Export it again.")
        << percent << " %";
  }
  EXPECT_NE(refusal_of(file.substr(0, file.size() - 1)), "");
}

INSTANTIATE_TEST_SUITE_P(Formats, Truncated, testing::Values(".jpg", ".jpg[interlace]", ".png", ".heic"));

TEST(Refusal, OfAPictureWithAHoleInIt) {
  for (const char* format : {".jpg", ".png"}) {
    std::string file = file_of(hatched(400, 300, 5), format);
    file.erase(file.size() / 2, file.size() / 4);
    EXPECT_TRUE(refusal_of(file).starts_with("harbour.jpg is ")) << format;
  }
}

TEST(Refusal, OfADamagedPictureIsTheSameEveryTime) {
  std::string file = file_of(hatched(500, 400, 5), ".png");
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2), 64, '\0');
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(refusal_of(file).starts_with("harbour.jpg is damaged")) << i;
}

TEST(Refusal, OfAHugePictureBeforeItIsDecoded) {
  // A header that promises 60,000 × 60,000 pixels, and hardly anything behind it.
  const std::string header = big_endian(60000) + big_endian(60000) + std::string("\x08\x02\0\0\0", 5);
  const std::string bomb =
      "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) + png_chunk("IDAT", "x") + png_chunk("IEND", "");
  EXPECT_EQ(refusal_of(bomb), "harbour.jpg has 3600.0 megapixels (60000 × 60000); the limit is 20. Export it smaller.");
}

TEST(Refusal, BeginsAboveTwentyMegapixels) {
  EXPECT_NO_THROW(open_original(file_of(plain(5000, 4000, kRed), ".jpg[strip]"), "harbour.jpg"));
  EXPECT_THROW(open_original(file_of(plain(5000, 4001, kRed), ".jpg[strip]"), "harbour.jpg"), Error);
}

TEST(Refusal, BeginsAboveAHundredMegabytes) {
  EXPECT_NO_THROW(check_size(image::kOriginalBytesMax, "harbour.jpg"));
  EXPECT_THROW(check_size(image::kOriginalBytesMax + 1, "harbour.jpg"), Error);
}

// A bit turned, or a region overwritten, taken out, doubled or emptied.
std::string corrupted(const std::string& file, std::mt19937& chance) {
  const std::size_t at = chance() % file.size();
  const std::size_t length = std::min(file.size() - at, std::size_t{1} << chance() % 10);
  std::string damaged = file;
  switch (chance() % 5) {
    case 0: damaged[at] = static_cast<char>(damaged[at] ^ 1 << chance() % 8); break;
    case 1:
      std::generate_n(damaged.begin() + static_cast<std::ptrdiff_t>(at), length,
                      [&] { return static_cast<char>(chance()); });
      break;
    case 2: damaged.erase(at, length); break;
    case 3: damaged.insert(at, file, at, length); break;
    default: damaged.replace(at, length, length, '\0');
  }
  return damaged;
}

class Corrupted : public testing::TestWithParam<const char*> {};

// Everything that reads what somebody else wrote; from there on there are only pixels.
TEST_P(Corrupted, IsAPictureOrRefusedWithAReason) {
  constexpr int kVariants = 500;
  std::mt19937 chance(17);
  const std::string file =
      file_of(with_exif(hatched(64, 48, 5), "exif-ifd0-Make", "Copper (x, ASCII, 7 components, 7 bytes)"), GetParam());
  int refused = 0;
  for (int variant = 0; variant < kVariants; ++variant) {
    const std::string bytes = corrupted(file, chance);
    try {
      decoded(bytes);
    } catch (const Error& error) {
      ASSERT_TRUE(std::string(error.what()).starts_with("harbour.jpg ")) << variant << ": " << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, kVariants / 10) << "hardly any variant was bad enough to be noticed";
}

INSTANTIATE_TEST_SUITE_P(Formats, Corrupted,
                         testing::Values(".jpg", ".jpg[interlace]", ".png", ".png[interlace]", ".heic"));

}  // namespace
}  // namespace copper::imaging
