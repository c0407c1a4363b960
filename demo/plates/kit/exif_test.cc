#include "demo/plates/kit/exif.h"

#include <gtest/gtest.h>
#include <libexif/exif-data.h>

#include <memory>

namespace copper::demo {
namespace {

struct Unref {
  void operator()(ExifData* d) const { exif_data_unref(d); }
};
using Data = std::unique_ptr<ExifData, Unref>;

Exposure sample() {
  Exposure x;
  x.artist = "Marie Holm";
  x.copyright = "Copyright 2024 Marie Holm";
  x.taken = "2024:03:14 10:04:11";
  x.make = "Maker";
  x.model = "M1";
  x.lens = "Lens 120";
  x.serial = "42";
  x.latitude = 57.5;
  x.longitude = -10.25;
  return x;
}

Data parsed(const Exposure& x) {
  const auto bytes = exif_block(x);
  return Data(exif_data_new_from_data(bytes.data(), static_cast<unsigned>(bytes.size())));
}

std::string value(const Data& data, ExifIfd ifd, int tag) {
  ExifEntry* entry = exif_content_get_entry(data->ifd[ifd], static_cast<ExifTag>(tag));
  if (!entry) return "absent";
  char text[200];
  return exif_entry_get_value(entry, text, sizeof text);
}

TEST(ExifTest, AnotherReaderFindsWhatWasWritten) {
  const Data data = parsed(sample());
  EXPECT_EQ(value(data, EXIF_IFD_0, EXIF_TAG_ARTIST), "Marie Holm");
  EXPECT_EQ(value(data, EXIF_IFD_0, EXIF_TAG_MAKE), "Maker");
  EXPECT_EQ(value(data, EXIF_IFD_0, EXIF_TAG_MODEL), "M1");
  EXPECT_EQ(value(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL), "2024:03:14 10:04:11");
  EXPECT_EQ(value(data, EXIF_IFD_EXIF, EXIF_TAG_FNUMBER), "f/8.0");
  EXPECT_EQ(value(data, EXIF_IFD_EXIF, EXIF_TAG_EXPOSURE_TIME), "1/60 sec.");
  EXPECT_NE(value(data, EXIF_IFD_0, EXIF_TAG_COPYRIGHT).find("2024 Marie Holm"), std::string::npos);
}

TEST(ExifTest, ThePositionIsThereWithItsHemispheres) {
  const Data data = parsed(sample());
  EXPECT_EQ(value(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE_REF), "N");
  EXPECT_EQ(value(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE_REF), "W");
  EXPECT_NE(value(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LATITUDE).find("57, 30"), std::string::npos);
  EXPECT_NE(value(data, EXIF_IFD_GPS, EXIF_TAG_GPS_LONGITUDE).find("10, 15"), std::string::npos);
}

}  // namespace
}  // namespace copper::demo
