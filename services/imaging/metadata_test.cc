// What is read from an original, what is written into its versions, and what must not get there (R2.5).
#include <gtest/gtest.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/base/file.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using vips::VImage;

const Order kOrder{.file_name = "harbour.jpg",
                   .watermark = {"© Søren Ærø"},
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
       {"[EXIF] Artist: Søren <Ærø> & Co", "[EXIF] Copyright: © 2024 Søren Ærø https://example.dk/terms?a=1&b=2",
        "[XMP] Creator: Søren <Ærø> & Co", "[XMP] Rights: © 2024 Søren Ærø", "[XMP] Marked: True",
        "[XMP] UsageTerms: © 2024 Søren Ærø", "[XMP] WebStatement: https://example.dk/terms?a=1&b=2",
        "[ICC_Profile] ProfileDescription: sRGB"}) {
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

// Relative luminance of every pixel (WCAG 2.1).
VImage luminance(const VImage& picture) {
  return picture.colourspace(VIPS_INTERPRETATION_XYZ).extract_band(1) / 100;
}

double contrast(double a, double b) {
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

double mean_within(const VImage& values, const VImage& mask) {
  return (values * mask).avg() / mask.avg();
}

VImage with_watermark(const VImage& picture, const Watermark& watermark) {
  VImage drawn = picture.copy().copy_memory();  // pixels of its own
  draw_watermark(drawn, watermark);
  return drawn;
}

// Where a watermark changes white paper: the left, top, width and height of it.
std::array<int, 4> box_of(const Watermark& watermark, int width, int height) {
  const VImage drawn = with_watermark(plain(width, height, {255, 255, 255}), watermark);
  std::array<int, 4> box{};
  box[0] = (255 - drawn)
               .extract_band(1)
               .find_trim(&box[1], &box[2], &box[3], VImage::option()->set("background", std::vector<double>{0}));
  return box;
}

TEST(Watermark, CanBeReadOnEveryGroundInEveryVersion) {
  for (const double shade : {255.0, 188.0, 128.0, 110.0, 0.0}) {
    for (const int opacity : {20, 60}) {
      const Made made = made_from(file_of(plain(500, 400, {shade, shade, shade}), ".png"),
                                  {.file_name = "a.png", .watermark = {.text = "Ida", .opacity = opacity}});
      for (const auto& marked_version : made.versions) {
        const VImage seen = luminance(pixels_of(marked_version));
        EXPECT_GT(contrast(seen.max(), seen.min()), kWatermarkContrastMin)
            << marked_version.name << " on " << shade << " at " << opacity;
      }
    }
  }
}

TEST(Watermark, CanBeReadOnHatching) {
  const Watermark watermark{.text = "© Ida Holm", .size = 5, .opacity = 20};
  const VImage letters = luminance(with_watermark(plain(800, 600, {255, 255, 255}), watermark)) < 0.4;
  const VImage around = (letters.gaussblur(3) > 32).boolean(letters.gaussblur(1) < 8, VIPS_OPERATION_BOOLEAN_AND);
  for (const double period : {3.0, 6.0, 14.0}) {
    const VImage seen = luminance(with_watermark(hatched(800, 600, period), watermark));
    EXPECT_GT(contrast(mean_within(seen, letters), mean_within(seen, around)), kWatermarkContrastMin) << period;
  }
}

TEST(Watermark, StandsWhereTheArtistWantsIt) {
  const std::pair<Position, std::pair<double, double>> places[] = {{Position::bottom_right, {1, 1}},
                                                                   {Position::bottom_left, {0, 1}},
                                                                   {Position::top_left, {0, 0}},
                                                                   {Position::top_right, {1, 0}},
                                                                   {Position::centre, {0.5, 0.5}}};
  for (const auto& [position, place] : places) {
    const auto [left, top, width, height] = box_of({.text = "Ida", .position = position}, 800, 600);
    const double margin_left = left;
    const double margin_top = top;
    const auto near = [](double margin, double room, double where) {
      return std::abs(margin - room * where) < 20 + std::abs(0.5 - where) * 10;
    };
    EXPECT_TRUE(near(margin_left, 800 - width, place.first)) << static_cast<int>(position) << ": " << left;
    EXPECT_TRUE(near(margin_top, 600 - height, place.second)) << static_cast<int>(position) << ": " << top;
  }
}

TEST(Watermark, HasItsSizeRelativeToTheVersionAndItsOpacity) {
  const auto width = [](double size, int version_width) {
    return box_of({.text = "Ida Holm", .size = size}, version_width, version_width * 3 / 4)[2];
  };
  EXPECT_NEAR(width(5, 1600), 2 * width(5, 800), 12);
  EXPECT_NEAR(width(8, 1600), 2 * width(4, 1600), 12);
  const VImage paper = plain(1600, 1200, {255, 255, 255});
  EXPECT_LT(with_watermark(paper, {.text = "Ida", .size = 8, .opacity = 100}).min(), 30);
  EXPECT_GT(with_watermark(paper, {.text = "Ida", .size = 8, .opacity = 60}).min(), 100);
}

// How many characters Pango has no glyph for, with the fonts that are loaded.
int boxes_in(const char* text) {
  const auto free = [](gpointer object) { g_object_unref(object); };
  const std::unique_ptr<PangoFontMap, decltype(free)> fonts(pango_cairo_font_map_new(), free);
  const std::unique_ptr<PangoContext, decltype(free)> context(pango_font_map_create_context(fonts.get()), free);
  const std::unique_ptr<PangoLayout, decltype(free)> layout(pango_layout_new(context.get()), free);
  pango_layout_set_text(layout.get(), text, -1);
  return pango_layout_get_unknown_glyphs_count(layout.get());
}

TEST(Watermark, IsDrawnInEveryScript) {
  for (const char* text :
       {"<b>& \"'", "© Søren Ærø Åse", "© Ελένη Παπαδάκη", "© Ольга", "© שרה", "© سارة", "© आशा", "© สมชาย", "版画家",
        "かな", "김민수", "🖼 Ida", "\U00010330 Ida", "e\u0301 \u200F\u2764\uFE0F"}) {
    EXPECT_NO_THROW(check_letters(text)) << text;
    EXPECT_EQ(boxes_in(text), 0) << text;
    EXPECT_GT(box_of({.text = text, .size = 10, .opacity = 100}, 800, 600)[2], 20) << text;
  }
  EXPECT_EQ(boxes_in("𓀀"), 1);
}

TEST(Watermark, IsRefusedWhereNoFontHasACharacter) {
  const std::string file = file_of(plain(300, 200, kRed), ".png");
  for (const auto& [character, number] : {std::pair("𓀀", "U+13000"), std::pair("\U000E8888", "U+E8888"),
                                          std::pair("\u0378", "U+0378"), std::pair("\uE123", "U+E123")}) {
    try {
      made_from(file, {.file_name = "a.png", .watermark = {std::string("© Ida ") + character}});
      FAIL() << number << " was drawn";
    } catch (const Error& error) {
      EXPECT_EQ(error.what(), std::string("The watermark cannot be drawn: no font here has the character ") +
                                  character + " (" + number + "). Choose another text, then try again.");
    }
  }
}

TEST(Watermark, OfAnyLengthFits) {
  const std::string file = file_of(plain(900, 500, {255, 255, 255}), ".png");
  for (const std::string& text : {std::string(200, 'W'), std::string(" "), std::string()}) {
    EXPECT_EQ(version(made_from(file, {.file_name = "a.png", .watermark = {text}}), "thumbnail").width, 200) << text;
  }
}

TEST(Watermark, FitsIntoTheSmallestPicture) {
  for (const auto& [width, height] : {std::pair(1, 1), std::pair(9, 200), std::pair(300, 5)}) {
    made_from(file_of(plain(width, height, kRed), ".png"), {.file_name = "a.png", .watermark = {"© Ida Holm"}});
  }
}

}  // namespace
}  // namespace copper::imaging
