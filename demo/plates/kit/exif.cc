#include "demo/plates/kit/exif.h"

#include <cmath>

namespace copper::demo {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put16(Bytes& out, std::uint32_t v) {
  out.push_back(static_cast<std::uint8_t>(v & 255));
  out.push_back(static_cast<std::uint8_t>(v >> 8 & 255));
}
void put32(Bytes& out, std::uint32_t v) {
  put16(out, v & 0xffff);
  put16(out, v >> 16);
}

enum Type : std::uint32_t { kByte = 1, kAscii = 2, kShort = 3, kLong = 4, kRational = 5 };

struct Entry {
  std::uint32_t tag, type, count;
  Bytes value;
};

Entry text(std::uint32_t tag, const std::string& s) {
  Bytes value(s.begin(), s.end());
  value.push_back(0);
  return {tag, kAscii, static_cast<std::uint32_t>(value.size()), value};
}
Entry number16(std::uint32_t tag, std::uint32_t v) {
  Entry e{tag, kShort, 1, {}};
  put16(e.value, v);
  return e;
}
Entry number32(std::uint32_t tag, std::uint32_t v) {
  Entry e{tag, kLong, 1, {}};
  put32(e.value, v);
  return e;
}
Entry fractions(std::uint32_t tag, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& all) {
  Entry e{tag, kRational, static_cast<std::uint32_t>(all.size()), {}};
  for (const auto& [top, bottom] : all) {
    put32(e.value, top);
    put32(e.value, bottom);
  }
  return e;
}
Entry degrees(std::uint32_t tag, double v) {
  v = std::abs(v);
  const double minutes = (v - std::floor(v)) * 60, seconds = (minutes - std::floor(minutes)) * 60;
  return fractions(tag, {{static_cast<std::uint32_t>(v), 1},
                         {static_cast<std::uint32_t>(minutes), 1},
                         {static_cast<std::uint32_t>(std::lround(seconds * 100)), 100}});
}

std::uint32_t directory_size(const std::vector<Entry>& entries) {
  std::size_t size = 2 + 12 * entries.size() + 4;
  for (const Entry& e : entries) size += e.value.size() > 4 ? e.value.size() + e.value.size() % 2 : 0;
  return static_cast<std::uint32_t>(size);
}

// One image file directory that begins at `offset` from the TIFF header; long values follow its entries.
void put_directory(Bytes& out, const std::vector<Entry>& entries, std::uint32_t offset) {
  Bytes beyond;
  const auto beyond_at = offset + 2 + 12 * static_cast<std::uint32_t>(entries.size()) + 4;
  put16(out, static_cast<std::uint32_t>(entries.size()));
  for (const Entry& e : entries) {
    put16(out, e.tag);
    put16(out, e.type);
    put32(out, e.count);
    if (e.value.size() > 4) {
      put32(out, beyond_at + static_cast<std::uint32_t>(beyond.size()));
      beyond.insert(beyond.end(), e.value.begin(), e.value.end());
      if (e.value.size() % 2 != 0) beyond.push_back(0);
    } else {
      Bytes padded = e.value;
      padded.resize(4);
      out.insert(out.end(), padded.begin(), padded.end());
    }
  }
  put32(out, 0);  // no next directory
  out.insert(out.end(), beyond.begin(), beyond.end());
}

}  // namespace

Bytes exif_block(const Exposure& x) {
  constexpr std::uint32_t kHeader = 8;
  const std::vector<Entry> camera = {
      fractions(0x829a, {{1, x.shutter_denominator}}),  // ExposureTime
      fractions(0x829d, {{x.aperture_tenths, 10}}),     // FNumber
      number16(0x8827, x.iso),                          // PhotographicSensitivity
      {0x9000, 7, 4, {'0', '2', '3', '2'}},             // ExifVersion
      text(0x9003, x.taken),                            // DateTimeOriginal
      number16(0xa001, 1),                              // ColorSpace: sRGB
      text(0xa431, x.serial),                           // BodySerialNumber
      text(0xa434, x.lens),                             // LensModel
  };
  const std::vector<Entry> position = {
      {0x0000, kByte, 4, {2, 3, 0, 0}},  // GPSVersionID
      text(0x0001, x.latitude < 0 ? "S" : "N"),  degrees(0x0002, x.latitude),
      text(0x0003, x.longitude < 0 ? "W" : "E"), degrees(0x0004, x.longitude),
  };
  std::vector<Entry> main = {
      text(0x010f, x.make),  text(0x0110, x.model),  number16(0x0112, 1),  // Orientation: upright
      text(0x0132, x.taken), text(0x013b, x.artist), text(0x8298, x.copyright),
      number32(0x8769, 0),   number32(0x8825, 0),
  };
  const std::uint32_t camera_at = kHeader + directory_size(main);
  const std::uint32_t position_at = camera_at + directory_size(camera);
  main[6] = number32(0x8769, camera_at);    // Exif directory
  main[7] = number32(0x8825, position_at);  // GPS directory

  Bytes out = {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0};
  put32(out, kHeader);
  put_directory(out, main, kHeader);
  put_directory(out, camera, camera_at);
  put_directory(out, position, position_at);
  return out;
}

}  // namespace copper::demo
