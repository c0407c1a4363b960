#include "services/content/image_header.h"

#include <gtest/gtest.h>

#include "services/content/test_content.h"

namespace copper::content {
namespace {

using namespace std::string_literals;

ReadAt reader(const std::string& bytes) {
  return [&bytes](std::uint64_t offset, std::size_t size) {
    return offset < bytes.size() ? bytes.substr(static_cast<std::size_t>(offset), size) : std::string();
  };
}

ImageHeader header_of(ImageKind kind, const std::string& bytes) {
  return read_header(kind, bytes.size(), reader(bytes));
}

std::string box(const std::string& type, const std::string& content) {
  const auto size = static_cast<unsigned>(content.size() + 8);
  return std::string{static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                     static_cast<char>(size)} +
         type + content;
}

std::string extent(char width, char height) {
  return box("ispe", "\0\0\0\0\0\0"s + width + "\0\0\0"s + height + "\0"s);  // in units of 256
}

std::string heic(const std::string& properties) {
  return box("ftyp", "heic\0\0\0\0mif1heic"s) +
         box("meta", "\0\0\0\0"s + box("hdlr", "x") + box("iprp", box("ipco", properties) + box("ipma", ""))) +
         box("mdat", "pixels");
}

TEST(ImageKindTest, IsToldByContent) {
  EXPECT_EQ(image_kind(jpeg_bytes(1, 1)), ImageKind::jpeg);
  EXPECT_EQ(image_kind(png_bytes(1, 1)), ImageKind::png);
  EXPECT_EQ(image_kind(heic("")), ImageKind::heic);
  EXPECT_EQ(image_kind(box("ftyp", "mif1\0\0\0\0mif1heic"s)), ImageKind::heic);
  EXPECT_EQ(image_kind(box("ftyp", "mif1\0\0\0\0mif1avif"s)), std::nullopt);
  EXPECT_EQ(image_kind(box("ftyp", "mp42\0\0\0\0isom"s)), std::nullopt);
  EXPECT_EQ(image_kind("GIF89a"), std::nullopt);
  EXPECT_EQ(image_kind(""), std::nullopt);
}

TEST(LooksLikeTest, NamesWhatPeopleSendByMistake) {
  EXPECT_EQ(looks_like("Dear diary,\nblåbærgrød"), "a text file");
  EXPECT_EQ(looks_like("cut in the middle of bl\xC3"), "a text file");
  EXPECT_EQ(looks_like("%PDF-1.7"), "a PDF document");
  EXPECT_EQ(looks_like("PK\3\4"), "a ZIP archive or an Office document");
  EXPECT_EQ(looks_like("GIF89a"), "a GIF image");
  EXPECT_EQ(looks_like("II*\0"s), "a TIFF or camera raw file");
  EXPECT_EQ(looks_like("<?xml version=\"1.0\"?><svg"), "an SVG drawing");
  EXPECT_EQ(looks_like("\1\2\3\xFF"), "a file of an unknown kind");
}

TEST(JpegHeaderTest, FindsTheSizeBehindOtherSegments) {
  std::string bytes = jpeg_bytes(5000, 3000);
  bytes.insert(2, "\xFF\xE1\xFF\xFF"s + std::string(65533, '\xD9') + "\xFF\xFF\xE2\x00\x04\xFF\xC0"s);
  const auto header = header_of(ImageKind::jpeg, bytes);
  EXPECT_EQ(header.width, 5000u);
  EXPECT_EQ(header.height, 3000u);
  EXPECT_TRUE(header.complete);
}

TEST(JpegHeaderTest, WithoutItsEndIsIncomplete) {
  const std::string bytes = jpeg_bytes(5000, 3000);
  EXPECT_FALSE(header_of(ImageKind::jpeg, bytes.substr(0, bytes.size() - 2)).complete);
}

TEST(JpegHeaderTest, TheEndOfAnEmbeddedPreviewIsNotTheEnd) {
  std::string bytes = jpeg_bytes(5000, 3000);
  bytes.insert(2, "\xFF\xE1\x00\x06\xFF\xD8\xFF\xD9"s);
  EXPECT_FALSE(header_of(ImageKind::jpeg, bytes.substr(0, bytes.size() - 2)).complete);
}

TEST(JpegHeaderTest, MayBeFollowedByWhatACameraAppends) {
  EXPECT_TRUE(header_of(ImageKind::jpeg, jpeg_bytes(10, 10) + std::string(50'000, '\0')).complete);
}

TEST(JpegHeaderTest, GarbageHasNoSizeAndNoEnd) {
  for (const auto& bytes : {"\xFF\xD8\xFF"s, "\xFF\xD8\xFF\xE0"s, "\xFF\xD8\xFF\xE0\x00\x00"s + std::string(100, 'x'),
                            "\xFF\xD8" + std::string(100'000, '\xFF')}) {
    const auto header = header_of(ImageKind::jpeg, bytes);
    EXPECT_EQ(header.width, 0u);
    EXPECT_FALSE(header.complete);
  }
}

TEST(PngHeaderTest, ReadsSizeAndEnd) {
  const std::string bytes = png_bytes(4000, 5000);
  const auto header = header_of(ImageKind::png, bytes);
  EXPECT_EQ(header.width, 4000u);
  EXPECT_EQ(header.height, 5000u);
  EXPECT_TRUE(header.complete);
  EXPECT_FALSE(header_of(ImageKind::png, bytes.substr(0, bytes.size() - 1)).complete);
  EXPECT_EQ(header_of(ImageKind::png, bytes.substr(0, 20)).width, 0u);
}

TEST(HeicHeaderTest, TheLargestExtentIsTheImage) {
  const auto header = header_of(ImageKind::heic, heic(extent(2, 2) + extent(16, 12) + extent(1, 1)));
  EXPECT_EQ(header.width, 4096u);
  EXPECT_EQ(header.height, 3072u);
  EXPECT_TRUE(header.complete);
}

TEST(HeicHeaderTest, ABoxThatReachesBeyondTheFileIsIncomplete) {
  const std::string bytes = heic(extent(16, 12));
  EXPECT_FALSE(header_of(ImageKind::heic, bytes.substr(0, bytes.size() - 1)).complete);
}

TEST(HeicHeaderTest, EndlessNestingEnds) {
  std::string nested = extent(1, 1);
  for (int depth = 0; depth < 2000; ++depth) nested = box("meta", "\0\0\0\0"s + nested);
  EXPECT_EQ(header_of(ImageKind::heic, nested).width, 0u);
  std::string many;
  for (int count = 0; count < 100'000; ++count) many += box("free", "");
  EXPECT_FALSE(header_of(ImageKind::heic, many).complete);
}

}  // namespace
}  // namespace copper::content
