// Every kind of file an artist may bring comes out upright and in its colours, to two levels of 255, before anything is reduced.
#include <gtest/gtest.h>
#include <lcms2.h>
#include <zlib.h>

#include <array>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>
#include <filesystem>

#include <jpeglib.h>

#include "platform/base/file.h"
#include "services/imaging/test_pictures.h"

namespace copper::imaging {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)
using vips::VImage;

const auto kTestdata = std::filesystem::path(__FILE__).parent_path() / "testdata";
const Colour kPaper{240, 232, 214};
const Colour kGreen{40, 150, 60};

// At a point given as fractions of the sides, in 8 bits.
Colour seen_at(const VImage& picture, double x, double y) {
  Colour colour = colour_at(picture, x, y);
  for (double& band : colour) band /= picture.format() == VIPS_FORMAT_USHORT ? 257 : 1;
  return colour;
}

void expect_colour(const VImage& picture, const Colour& wanted, const std::string& what, double x = 0.5,
                   double y = 0.5) {
  const Colour seen = seen_at(picture, x, y);
  EXPECT_LE(distance(seen, wanted), 2) << what << ": " << seen.at(0) << ' ' << seen.at(1) << ' ' << seen.at(2);
}

VImage deep(const VImage& picture, VipsInterpretation interpretation) {
  return (picture.cast(VIPS_FORMAT_USHORT) * 257)
      .cast(VIPS_FORMAT_USHORT)
      .copy(VImage::option()->set("interpretation", interpretation));
}

VImage grey(double value, int bands = 1) {
  const VImage picture = plain(64, 48, {value, value, value}).extract_band(0, VImage::option()->set("n", bands));
  return picture.copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_B_W));
}

VImage with_profile(const VImage& picture, const std::string& profile) {
  VImage changed = picture.copy();
  vips_image_set_blob_copy(changed.get_image(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  return changed;
}

std::string bytes_of(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

// The white point and the primaries of a space as CIE xy, and its curve as lcms counts them (1: gamma, 4: like sRGB).
std::string rgb_profile(cmsCIExyY white, const cmsCIExyYTRIPLE& primaries, int kind, std::vector<double> parameters) {
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, kind, parameters.data());
  std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  std::string bytes = bytes_of(cmsCreateRGBProfile(&white, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

constexpr cmsCIExyY kD65{0.3127, 0.3290, 1};
constexpr cmsCIExyY kD50{0.3457, 0.3585, 1};

std::string adobe_rgb() {
  return rgb_profile(kD65, {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}}, 1, {2.19921875});
}
std::string display_p3() {
  return rgb_profile(kD65, {{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}}, 4,
                     {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
}
std::string prophoto() {
  return rgb_profile(kD50, {{0.7347, 0.2653, 1}, {0.1596, 0.8404, 1}, {0.0366, 0.0001, 1}}, 1, {1.8});
}
std::string grey_profile() {
  const double gamma = 1.8;
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 1, &gamma);
  std::string bytes = bytes_of(cmsCreateGrayProfile(&kD50, curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

TEST(Colours, OfEveryProfileAreConverted) {
  // Computed from the definitions of the spaces with 64 bits: their matrices and curves, and Bradford from D50 to D65.
  struct Case {
    const char* name;
    std::string profile;
    Colour brown;  // what 150, 120, 90 is in sRGB
    Colour blue;   // and 115, 120, 140
  };
  const Case cases[] = {{"AdobeRGB", adobe_rgb(), {161.6, 120.8, 87.9}, {113.5, 120.8, 142.1}},
                        {"Display P3", display_p3(), {155.8, 118.5, 85.3}, {113.8, 120.2, 141.9}},
                        {"ProPhoto", prophoto(), {195.4, 131.5, 102.9}, {121.7, 139.8, 160.4}}};
  for (const auto& [name, profile, brown, blue] : cases) {
    for (const auto& [numbers, wanted] :
         {std::pair(Colour{150, 120, 90}, brown), std::pair(Colour{115, 120, 140}, blue)}) {
      const VImage picture = with_profile(plain(64, 48, numbers), profile);
      expect_colour(decoded(file_of(picture, ".jpg[Q=100,subsample_mode=off]")), wanted, std::string(name) + " JPEG");
      expect_colour(decoded(file_of(picture, ".png")), wanted, std::string(name) + " PNG");
      expect_colour(decoded(file_of(deep(picture, VIPS_INTERPRETATION_RGB16), ".png")), wanted,
                    std::string(name) + " PNG of 16 bits");
      expect_colour(decoded(file_of(picture, ".heic[Q=100,subsample_mode=off]")), wanted, std::string(name) + " HEIC");
    }
  }
}

TEST(Colours, OfGreyProfilesAreConverted) {
  // (value / 255) to the power of 1.8 is the light.
  for (const auto& [value, wanted] : {std::pair(60.0, 76.9), std::pair(120.0, 138.8), std::pair(200.0, 210.2)}) {
    for (const char* format : {".png", ".jpg[Q=100]"}) {
      expect_colour(decoded(file_of(with_profile(grey(value), grey_profile()), format)), {wanted, wanted, wanted},
                    format);
    }
    expect_colour(decoded(file_of(with_profile(deep(grey(value), VIPS_INTERPRETATION_GREY16), grey_profile()), ".png")),
                  {wanted, wanted, wanted}, "16 bits");
  }
}

TEST(Colours, OfSixteenBitsKeepThem) {
  const VImage picture = decoded(
      file_of(deep(with_profile(plain(64, 48, {150, 120, 90}), prophoto()), VIPS_INTERPRETATION_RGB16), ".png"));
  EXPECT_EQ(picture.format(), VIPS_FORMAT_USHORT);
}

// A JPEG of one colour in four inks, 255 the most of each, as libjpeg writes it in the given colour space; Adobe's programs write
// the complement.
std::string jpeg_of_inks(const std::array<std::uint8_t, 4>& inks, J_COLOR_SPACE space, const std::string& profile) {
  constexpr JDIMENSION kSide = 48;
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's
  jpeg_mem_dest(&state, &bytes, &size);
  state.image_width = state.image_height = kSide;
  state.input_components = 4;
  state.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&state);
  jpeg_set_colorspace(&state, space);
  state.write_Adobe_marker = TRUE;
  jpeg_set_quality(&state, 100, TRUE);
  jpeg_start_compress(&state, TRUE);
  if (!profile.empty())
    jpeg_write_icc_profile(&state, reinterpret_cast<const JOCTET*>(profile.data()),
                           static_cast<unsigned>(profile.size()));
  std::vector<std::uint8_t> row;
  for (JDIMENSION x = 0; x < kSide; ++x) {
    for (const std::uint8_t ink : inks) row.push_back(static_cast<std::uint8_t>(255 - ink));
  }
  for (JDIMENSION y = 0; y < kSide; ++y) {
    JSAMPROW samples = row.data();
    jpeg_write_scanlines(&state, &samples, 1);
  }
  jpeg_finish_compress(&state);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&state);
  std::free(bytes);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg allocated it
  return file;
}

std::string profile_of_libvips(const char* name) {
  VipsBlob* blob = nullptr;
  EXPECT_EQ(vips_profile_load(name, &blob, nullptr), 0);
  std::size_t size = 0;
  const void* bytes = vips_blob_get(blob, &size);
  std::string profile(static_cast<const char*>(bytes), size);
  vips_area_unref(VIPS_AREA(blob));
  return profile;
}

TEST(Colours, OfFourInksAreConvertedByTheirProfile) {
  start_engine();
  const std::string profile = profile_of_libvips("cmyk");
  const std::string srgb = profile_of_libvips("srgb");
  const cmsHPROFILE from = cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size()));
  const cmsHPROFILE to = cmsOpenProfileFromMem(srgb.data(), static_cast<cmsUInt32Number>(srgb.size()));
  const cmsHTRANSFORM transform = cmsCreateTransform(from, TYPE_CMYK_8, to, TYPE_RGB_8, INTENT_PERCEPTUAL, 0);
  for (const auto& inks : {std::array<std::uint8_t, 4>{20, 60, 90, 30}, {200, 120, 40, 10}, {0, 0, 0, 160}}) {
    std::array<std::uint8_t, 3> rgb{};
    cmsDoTransform(transform, inks.data(), rgb.data(), 1);
    for (const auto& [space, name] : {std::pair(JCS_CMYK, "CMYK"), std::pair(JCS_YCCK, "YCCK")}) {
      expect_colour(decoded(jpeg_of_inks(inks, space, profile)), Colour(rgb.begin(), rgb.end()), name);
    }
  }
  cmsDeleteTransform(transform);
  cmsCloseProfile(from);
  cmsCloseProfile(to);
}

TEST(Colours, OfFourInksWithoutAProfileAreThoseOfAUsualOne) {
  const VImage red = decoded(jpeg_of_inks({20, 220, 210, 20}, JCS_YCCK, ""));
  const Colour seen = seen_at(red, 0.5, 0.5);
  EXPECT_GT(seen[0], 180);
  EXPECT_LT(seen[1], 90);
  EXPECT_LT(seen[2], 90);
}

// CIPA DC-007: several JPEGs one after the other, of which an index in the first one tells.
TEST(AMultiPictureFile, ShowsItsFirstPicture) {
  using namespace std::string_literals;
  std::string first = file_of(plain(64, 48, kRed), ".jpg[Q=100,subsample_mode=off]");
  const std::string second = file_of(plain(80, 80, kBlue), ".jpg");
  const auto little_endian = [](std::uint32_t value) {
    std::string bytes = big_endian(value);
    return std::string(bytes.rbegin(), bytes.rend());
  };
  const auto picture = [&](std::uint32_t kind, std::size_t size, std::size_t offset) {
    return little_endian(kind) + little_endian(static_cast<std::uint32_t>(size)) +
           little_endian(static_cast<std::uint32_t>(offset)) + "\0\0\0\0"s;
  };
  const std::size_t segment_size = 2 + 2 + 4 + 8 + 2 + 3 * 12 + 4 + 2 * 16;
  const std::string index = "MPF\0II*\0\x08\0\0\0\x03\0"s + "\x00\xB0\x07\0\x04\0\0\0"s + "0100" +
                            "\x01\xB0\x04\0\x01\0\0\0\x02\0\0\0"s + "\x02\xB0\x07\0\x20\0\0\0\x32\0\0\0"s +
                            "\0\0\0\0"s + picture(0x030000, first.size() + segment_size, 0) +
                            picture(0, second.size(), first.size() + segment_size - 10);
  ASSERT_EQ(index.size() + 4, segment_size);
  first.insert(2, "\xFF\xE2\0"s + static_cast<char>(index.size() + 2) + index);
  const VImage picture_seen = decoded(first + second);
  EXPECT_EQ(picture_seen.width(), 64);
  expect_colour(picture_seen, kRed, "MPO");
}

TEST(Transparency, LiesOnWhitePaperInEveryKindOfPng) {
  // 100 and 128 of 255 opaque: 100 · 128/255 + 255 · 127/255.
  const Colour grey_on_paper{177.2, 177.2, 177.2};
  const VImage half_grey = grey(100).bandjoin(128);
  expect_colour(decoded(file_of(half_grey, ".png")), grey_on_paper, "grey and alpha");
  expect_colour(decoded(file_of(deep(half_grey, VIPS_INTERPRETATION_GREY16), ".png")), grey_on_paper,
                "grey and alpha of 16 bits");
  const VImage half_red = plain(64, 48, kRed).bandjoin(128);
  const Colour red_on_paper{227.4, 147.1, 142.1};
  expect_colour(decoded(file_of(half_red, ".png")), red_on_paper, "alpha");
  expect_colour(decoded(file_of(deep(half_red, VIPS_INTERPRETATION_RGB16), ".png")), red_on_paper, "alpha of 16 bits");
  expect_colour(decoded(file_of(half_red, ".heic[Q=100,subsample_mode=off]")), red_on_paper, "HEIC with alpha");
}

std::string png_of(int colour_type, const std::string& rows, const std::string& chunks) {
  using namespace std::string_literals;
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
           static_cast<uLong>(rows.size()));
  packed.resize(size);
  const std::string header = big_endian(2) + big_endian(2) + '\x08' + static_cast<char>(colour_type) + "\0\0\0"s;
  return "\x89PNG\r\n\x1A\n"s + png_chunk("IHDR", header) + chunks + png_chunk("IDAT", packed) + png_chunk("IEND", "");
}

TEST(Transparency, OfAPaletteOrOfOneColourLiesOnWhitePaperToo) {
  using namespace std::string_literals;
  // Four colours; the second a half opaque, the third not at all.
  const std::string palette =
      png_chunk("PLTE", "\xC8\x28\x1E\x1E\x3C\xC8\x28\x96\x3C\xF0\xE8\xD6"s) + png_chunk("tRNS", "\xFF\x80\0"s);
  const VImage by_palette = decoded(png_of(3, "\0\0\x01\0\x02\x03"s, palette));
  expect_colour(by_palette, kRed, "opaque", 0, 0);
  expect_colour(by_palette, {142.1, 157.1, 227.4}, "a half opaque", 1, 0);
  expect_colour(by_palette, {255, 255, 255}, "clear", 0, 1);
  expect_colour(by_palette, kPaper, "without an entry", 1, 1);
  const VImage by_colour = decoded(
      png_of(2, "\0\xC8\x28\x1E\x1E\x3C\xC8\0\xC8\x28\x1E\xF0\xE8\xD6"s, png_chunk("tRNS", "\0\x1E\0\x3C\0\xC8"s)));
  expect_colour(by_colour, kRed, "opaque", 0, 0);
  expect_colour(by_colour, {255, 255, 255}, "the one clear colour", 1, 0);
}

TEST(Heic, OfTenBitsKeepsItsColours) {
  const VImage deep_paper = deep(plain(64, 64, kPaper), VIPS_INTERPRETATION_RGB16);
  expect_colour(decoded(file_of(deep_paper, ".heic[Q=100,bitdepth=10,subsample_mode=off]")), kPaper, "10 bits");
}

// Like a telephone's: 120 × 100 in four tiles of 64 × 64 (red, blue, green, paper), turned clockwise by a property, with Apple's gain
// map as an auxiliary picture, a blue thumbnail and EXIF.
TEST(Heic, OfATelephoneIsPutTogetherFromItsTilesAndNothingElse) {
  const VImage seen = decoded(base::read_file(kTestdata / "tiles.heic"));
  EXPECT_EQ(seen.width(), 100);
  EXPECT_EQ(seen.height(), 120);
  expect_colour(seen, kGreen, "tile", 0.1, 0.1);
  expect_colour(seen, kRed, "tile", 0.9, 0.1);
  expect_colour(seen, kPaper, "tile", 0.1, 0.9);
  expect_colour(seen, kBlue, "tile", 0.9, 0.9);
}

// Where the top left quarter of the stored picture is seen: TIFF 6.0, tag 274.
constexpr std::pair<double, double> kCorners[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}, {1, 0}, {1, 1}, {0, 1}};

TEST(Originals, AreTurnedUprightForEveryExifOrientation) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    VImage picture = marked(300, 200).copy();
    picture.set(VIPS_META_ORIENTATION, orientation);
    const std::string jpeg = file_of(picture, ".jpg[Q=100,subsample_mode=off]");
    std::string png = file_of(marked(300, 200), ".png");
    // One entry: orientation, a short.
    const std::string exif = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) +
                             static_cast<char>(orientation) + std::string(7, '\0');
    png.insert(8 + 25, png_chunk("eXIf", exif));  // after IHDR
    for (const auto& [file, kind] : {std::pair(jpeg, "JPEG "), std::pair(png, "PNG ")}) {
      const std::string what = kind + std::to_string(orientation);
      const VImage whole = decoded(file);
      EXPECT_EQ(whole.width(), orientation < 5 ? 300 : 200) << what;
      const Made made = made_from(file);
      EXPECT_EQ(made.original_width, whole.width()) << what;
      const VImage version_seen = pixels_of(version(made, "medium"));
      EXPECT_EQ(version_seen.width(), whole.width()) << what;
      for (const auto& [x, y] : {std::pair(0, 0), std::pair(1, 0), std::pair(0, 1), std::pair(1, 1)}) {
        const Colour& wanted = std::pair<double, double>(x, y) == kCorners[orientation - 1] ? kBlue : kRed;
        expect_colour(whole, wanted, what, x * 0.8 + 0.1, y * 0.8 + 0.1);
        EXPECT_LT(distance(colour_at(version_seen, x * 0.8 + 0.1, y * 0.8 + 0.1), wanted), 12) << what;
      }
    }
  }
}

TEST(Originals, InHeicAreTurnedOnce) {
  // 120 × 80 with a property that turns it clockwise, and an EXIF orientation that says so again, as phones
  // write them.
  const Made made = made_from(base::read_file(kTestdata / "turned.heic"));
  EXPECT_EQ(made.original_width, 80);
  EXPECT_EQ(made.original_height, 120);
  EXPECT_LT(distance(colour_at(pixels_of(version(made, "medium")), 0.95, 0.05), {0, 0, 255}), 25);
  EXPECT_EQ(made.exif.camera, "Phone");
}

}  // namespace
}  // namespace copper::imaging
