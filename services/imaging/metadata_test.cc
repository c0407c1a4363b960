// What is read from an original, what is written into its versions, and what must not get there (R2.5).
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <random>

#include "platform/base/encoding.h"
#include "platform/base/file.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using vips::VImage;

const Order kOrder{.file_name = "harbour.jpg",
                   .watermark = "© Søren Ærø",
                   .rights = {"Søren <Ærø> & Co", "© 2024 Søren Ærø", "https://example.dk/terms?a=1&b=2"}};

VImage photographed() {
  VImage picture = marked(600, 400);
  const std::pair<const char*, const char*> fields[] = {
      {"exif-ifd0-Make", "NIKON CORPORATION (x, ASCII, 18 components, 18 bytes)"},
      {"exif-ifd0-Model", "NIKON D850 (x, ASCII, 11 components, 11 bytes)"},
      {"exif-ifd2-LensModel", "60mm f/2.8 Macro (x, ASCII, 17 components, 17 bytes)"},
      {"exif-ifd2-ExposureTime", "1/60 (x, Rational, 1 components, 8 bytes)"},
      {"exif-ifd2-FNumber", "56/10 (x, Rational, 1 components, 8 bytes)"},
      {"exif-ifd2-ISOSpeedRatings", "200 (x, Short, 1 components, 2 bytes)"},
      {"exif-ifd2-DateTimeOriginal", "2024:05:17 10:30:00 (x, ASCII, 20 components, 20 bytes)"},
      {"exif-ifd2-BodySerialNumber", "SERIAL8501234 (x, ASCII, 14 components, 14 bytes)"},
      {"exif-ifd3-GPSLatitude", "55/1 40/1 3456/100 (x, Rational, 3 components, 24 bytes)"},
      {"exif-ifd3-GPSLatitudeRef", "N (x, ASCII, 2 components, 2 bytes)"}};
  for (const auto& [field, value] : fields) picture = with_exif(picture, field, value);
  const std::string xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETXMP</x:xmpmeta>";
  vips_image_set_blob_copy(picture.get_image(), VIPS_META_XMP_NAME, xmp.data(), xmp.size());
  return picture;
}

TEST(Exif, WorthKeepingIsRead) {
  const Exif exif = made_from(file_of(photographed(), ".jpg")).exif;
  EXPECT_EQ(exif.camera, "NIKON D850");
  EXPECT_EQ(exif.lens, "60mm f/2.8 Macro");
  EXPECT_EQ(exif.exposure_time, "1/60 s");
  EXPECT_EQ(exif.aperture, "f/5.6");
  EXPECT_EQ(exif.iso, 200);
  EXPECT_EQ(exif.date_time_original, "2024-05-17T10:30:00");
}

TEST(Exif, RawHasNoPositionAndNoSerialNumber) {
  const Exif exif = made_from(file_of(photographed(), ".jpg")).exif;
  ASSERT_FALSE(exif.raw.empty());
  for (const auto& [name, value] : exif.raw) {
    EXPECT_FALSE(name.starts_with("GPS")) << name;
    EXPECT_EQ(value.find("SERIAL8501234"), std::string::npos) << name;
    EXPECT_TRUE(base::is_utf8(value)) << name;
    EXPECT_FALSE(base::has_control_characters(value)) << name;
  }
}

// A block with one ASCII entry, Model (272).
std::string block_with_model(const std::string& model) {
  std::string block("II*\0\x08\0\0\0\x01\0\x10\x01\x02\0", 14);
  block += {static_cast<char>(model.size() & 0xFF), static_cast<char>(model.size() >> 8), 0, 0};
  return block + std::string("\x1A\0\0\0\0\0\0\0", 8) + model;
}

TEST(Exif, TextsBecomeCleanUtf8) {
  EXPECT_EQ(read_exif(block_with_model("Kam\xE9ra  ")).camera, "Kaméra");
  EXPECT_EQ(read_exif(block_with_model("Kaméra\x01\x1B[31m")).camera, "Kaméra[31m");
  EXPECT_EQ(read_exif(block_with_model(std::string("Box\0junk", 8))).camera, "Box");
  const std::string cut =
      read_exif(block_with_model("x" + std::string(1000, 'y').replace(190, 20, "ææææææææææ"))).camera;
  EXPECT_LE(cut.size(), 200U);
  EXPECT_TRUE(base::is_utf8(cut));
}

TEST(Exif, OfAnyBytesIsNeverACrash) {
  const VImage picture = VImage::new_from_buffer(file_of(photographed(), ".jpg"), "");
  std::size_t size = 0;
  const void* bytes = picture.get_blob(VIPS_META_EXIF_NAME, &size);
  const std::string block(static_cast<const char*>(bytes), size);
  for (std::size_t length = 0; length < block.size(); ++length) read_exif(block.substr(0, length));
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    std::string damaged = block;
    for (int i = 0; i < 6; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    for (const auto& [name, value] : read_exif(damaged).raw) EXPECT_TRUE(base::is_utf8(value)) << name;
  }
  EXPECT_TRUE(read_exif("nonsense").raw.empty());
}

TEST(Versions, CarryRightsAndNothingOfTheCamera) {
  const Made made = made_from(file_of(photographed(), ".jpg"), kOrder);
  for (const auto& v : made.versions) {
    for (const char* secret : {"SERIAL8501234", "SECRETXMP", "NIKON", "60mm"}) {
      EXPECT_EQ(v.webp->find(secret), std::string::npos) << v.name << ": " << secret;
    }
    const VImage picture = pixels_of(v);
    EXPECT_EQ(picture.get_typeof("exif-ifd3-GPSLatitude"), 0U);
    EXPECT_TRUE(std::string(picture.get_string("exif-ifd0-Copyright")).starts_with("© 2024 Søren Ærø"));
    EXPECT_TRUE(std::string(picture.get_string("exif-ifd0-Artist")).starts_with("Søren <Ærø> & Co"));
    EXPECT_NE(picture.get_typeof(VIPS_META_ICC_NAME), 0U);
    std::size_t size = 0;
    const void* bytes = picture.get_blob(VIPS_META_XMP_NAME, &size);
    const std::string xmp(static_cast<const char*>(bytes), size);
    EXPECT_NE(xmp.find("xmpRights:WebStatement=\"https://example.dk/terms?a=1&amp;b=2\""), std::string::npos);
    EXPECT_NE(xmp.find("Søren &lt;Ærø&gt; &amp; Co</rdf:li>"), std::string::npos);
  }
}

TEST(Versions, CarryRightsThatAnIndependentReaderFinds) {
  const auto path = std::filesystem::path(testing::TempDir()) / "rights.webp";
  base::write_file_atomically(path, *version(made_from(file_of(photographed(), ".jpg"), kOrder), "medium").webp);
  const std::string command = "exiftool -s -s -G '" + path.string() + "'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0);
  for (const char* line :
       {"[EXIF] Artist: Søren <Ærø> & Co", "[EXIF] Copyright: © 2024 Søren Ærø", "[XMP] Creator: Søren <Ærø> & Co",
        "[XMP] Rights: © 2024 Søren Ærø", "[XMP] Marked: True", "[XMP] UsageTerms: © 2024 Søren Ærø",
        "[XMP] WebStatement: https://example.dk/terms?a=1&b=2", "[ICC_Profile] ProfileDescription: sRGB"}) {
    EXPECT_NE(said.find(line), std::string::npos) << line << "\n" << said;
  }
  EXPECT_EQ(said.find("GPS"), std::string::npos);
  EXPECT_EQ(said.find("Warning"), std::string::npos) << said;
}

TEST(Rights, ThatAreShortStandInTheEntryItself) {
  const std::string block = exif_block({.creator = "Ida", .notice = "", .url = ""});
  EXPECT_EQ(block, std::string("II*\0\x08\0\0\0\x01\0\x3B\x01\x02\0\x04\0\0\0Ida\0\0\0\0\0", 26));
  EXPECT_TRUE(exif_block({}).empty());
}

// ── the watermark ──

TEST(Watermark, CanBeReadOnLightAndDarkInEveryVersion) {
  for (const Colour& paper : {Colour{255, 255, 255}, Colour{0, 0, 0}, Colour{128, 128, 128}}) {
    const std::string file = file_of(plain(1000, 800, paper), ".png");
    const Made with = made_from(file, {.file_name = "a.png", .watermark = "Ida"});
    const Made without = made_from(file, {.file_name = "a.png"});
    for (const auto& marked_version : with.versions) {
      const VImage seen = pixels_of(marked_version);
      const VImage difference = (seen - pixels_of(version(without, marked_version.name))).abs();
      EXPECT_GT(difference.max(), 60) << marked_version.name << " on " << paper[0];
      // Nothing but the corner at the bottom right is touched.
      EXPECT_LE(difference.extract_area(0, 0, seen.width(), seen.height() * 2 / 3).max(), 8);
      EXPECT_LE(difference.extract_area(0, 0, seen.width() / 3, seen.height()).max(), 8);
    }
  }
}

TEST(Watermark, TakesAnyText) {
  const std::string file = file_of(plain(900, 500, {255, 255, 255}), ".png");
  for (const std::string& text :
       {std::string("<b>& \"'"), std::string("© Søren Ærø"), std::string("版画 · гравюра · חריטה"),
        std::string(200, 'W'), std::string("\xF0\x9F\x96\xBC"), std::string(" ")}) {
    const Made made = made_from(file, {.file_name = "a.png", .watermark = text});
    EXPECT_EQ(version(made, "thumbnail").width, 200) << text;
  }
}

TEST(Watermark, FitsIntoTheSmallestPicture) {
  for (const auto& [width, height] : {std::pair(1, 1), std::pair(9, 200), std::pair(300, 5)}) {
    made_from(file_of(plain(width, height, kRed), ".png"), {.file_name = "a.png", .watermark = "© Ida Holm"});
  }
}

}  // namespace
}  // namespace copper::imaging
