#include "services/imaging/exif.h"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>

#include "platform/base/encoding.h"

namespace copper::imaging {
namespace {

constexpr std::size_t kTextBytesMax = 200;
constexpr std::size_t kEntriesMax = 200;

struct Release {
  void operator()(ExifData* data) const { exif_data_unref(data); }
};
using Data = std::unique_ptr<ExifData, Release>;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Cameras write UTF-8, Latin-1 or padding; what comes out is UTF-8 on one line.
std::string cleaned(std::string_view bytes) {
  bytes = bytes.substr(0, bytes.find('\0'));
  std::size_t length = std::min(bytes.size(), kTextBytesMax);
  if (length < bytes.size()) {
    while (length > 0 && continues_character(bytes[length])) --length;
  }
  bytes = bytes.substr(0, length);
  std::string text;
  if (base::is_utf8(bytes)) {
    text = bytes;
  } else {
    for (const char c : bytes) {
      const auto code = static_cast<unsigned char>(c);
      if (code < 0x80)
        text += c;
      else
        text += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
    }
  }
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  for (auto at = text.find('\xC2'); at != std::string::npos; at = text.find('\xC2', at)) {
    if (static_cast<unsigned char>(text[at + 1]) <= 0x9F) {  // U+0080 to U+009F, control characters as well
      text.erase(at, 2);
    } else {
      at += 2;
    }
  }
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

const ExifEntry* find(const Data& data, ExifIfd ifd, ExifTag tag) {
  const ExifEntry* entry = exif_content_get_entry(data->ifd[ifd], tag);
  return entry != nullptr && entry->data != nullptr && entry->size > 0 ? entry : nullptr;
}

std::string text_of(const Data& data, ExifIfd ifd, ExifTag tag) {
  const ExifEntry* entry = find(data, ifd, tag);
  if (entry == nullptr || entry->format != EXIF_FORMAT_ASCII) return {};
  return cleaned({reinterpret_cast<const char*>(entry->data), entry->size});
}

std::optional<int> short_of(const Data& data, ExifIfd ifd, ExifTag tag) {
  const ExifEntry* entry = find(data, ifd, tag);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->size < 2) return std::nullopt;
  return exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
}

std::optional<ExifRational> rational_of(const Data& data, ExifTag tag) {
  const ExifEntry* entry = find(data, EXIF_IFD_EXIF, tag);
  if (entry == nullptr || entry->format != EXIF_FORMAT_RATIONAL || entry->size < 8) return std::nullopt;
  const ExifRational value = exif_get_rational(entry->data, exif_data_get_byte_order(data.get()));
  if (value.numerator == 0 || value.denominator == 0) return std::nullopt;
  return value;
}

std::string shown(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", number == std::floor(number) ? 0 : 1, number);
  return text.data();
}

std::string exposure_time_of(const Data& data) {
  const auto time = rational_of(data, EXIF_TAG_EXPOSURE_TIME);
  if (!time) return {};
  const double seconds = static_cast<double>(time->numerator) / time->denominator;
  return (seconds < 0.3 ? "1/" + shown(std::round(1 / seconds)) : shown(seconds)) + " s";
}

std::string aperture_of(const Data& data) {
  const auto number = rational_of(data, EXIF_TAG_FNUMBER);
  return number ? "f/" + shown(static_cast<double>(number->numerator) / number->denominator) : std::string();
}

// Makers repeat their name in the model: "NIKON CORPORATION" and "NIKON D850" are one camera.
std::string camera_of(const Data& data) {
  const std::string make = text_of(data, EXIF_IFD_0, EXIF_TAG_MAKE);
  const std::string model = text_of(data, EXIF_IFD_0, EXIF_TAG_MODEL);
  if (make.empty() || model.empty()) return make + model;
  return model.starts_with(make.substr(0, make.find(' '))) ? model : make + " " + model;
}

bool matches(std::string_view text, std::string_view pattern) {  // '0' stands for a digit
  return text.size() == pattern.size() && std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char p) {
           return p == '0' ? c >= '0' && c <= '9' : c == p;
         });
}

std::string date_time_original_of(const Data& data) {
  std::string time = text_of(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL);
  if (!matches(time, "0000:00:00 00:00:00") || time.starts_with("0000")) return {};
  time[4] = time[7] = '-';
  time[10] = 'T';
  const std::string offset = text_of(data, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL);
  return matches(offset, "+00:00") || matches(offset, "-00:00") ? time + offset : time;
}

bool is_kept(const ExifEntry& entry) {
  constexpr std::array kLeftOut = {EXIF_TAG_MAKER_NOTE, EXIF_TAG_BODY_SERIAL_NUMBER, EXIF_TAG_LENS_SERIAL_NUMBER,
                                   EXIF_TAG_IMAGE_UNIQUE_ID, EXIF_TAG_PRINT_IMAGE_MATCHING};
  const bool is_binary = entry.format == EXIF_FORMAT_UNDEFINED && entry.size > 8 && entry.tag != EXIF_TAG_USER_COMMENT;
  return !is_binary && std::find(kLeftOut.begin(), kLeftOut.end(), entry.tag) == kLeftOut.end();
}

std::vector<std::pair<std::string, std::string>> readable_entries(const Data& data) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const ExifIfd ifd : {EXIF_IFD_0, EXIF_IFD_EXIF}) {
    const ExifContent* content = data->ifd[ifd];
    for (unsigned i = 0; i < content->count && entries.size() < kEntriesMax; ++i) {
      ExifEntry* entry = content->entries[i];
      const char* name = exif_tag_get_name_in_ifd(entry->tag, ifd);
      if (name == nullptr || !is_kept(*entry)) continue;
      std::array<char, kTextBytesMax> value{};
      exif_entry_get_value(entry, value.data(), value.size());
      std::string text = cleaned({value.data(), value.size()});
      if (!text.empty()) entries.emplace_back(name, std::move(text));
    }
  }
  return entries;
}

}  // namespace

Exif read_exif(std::string_view block) {
  if (block.empty()) return {};
  constexpr std::string_view kPrefix{"Exif\0\0", 6};
  std::string bytes(block.starts_with(kPrefix) ? "" : kPrefix);
  bytes += block;

  const Data data(exif_data_new());
  if (!data) return {};
  // Read what is there, repair nothing.
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_set_option(data.get(), EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
  exif_data_set_option(data.get(), EXIF_DATA_OPTION_DONT_CHANGE_MAKER_NOTE);
  exif_data_load_data(data.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      static_cast<unsigned>(bytes.size()));

  Exif exif;
  exif.camera = camera_of(data);
  exif.lens = text_of(data, EXIF_IFD_EXIF, EXIF_TAG_LENS_MODEL);
  exif.exposure_time = exposure_time_of(data);
  exif.aperture = aperture_of(data);
  exif.iso = short_of(data, EXIF_IFD_EXIF, EXIF_TAG_ISO_SPEED_RATINGS);
  exif.date_time_original = date_time_original_of(data);
  const int orientation = short_of(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION).value_or(1);
  exif.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  exif.raw = readable_entries(data);
  return exif;
}

}  // namespace copper::imaging
