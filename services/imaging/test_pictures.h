// Pictures for tests, made on the spot: real files in every format the service takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/imaging/engine.h"
#include "services/imaging/pipeline.h"

namespace copper::imaging::test {

using Colour = std::vector<double>;
inline const Colour kRed{200, 40, 30};
inline const Colour kBlue{30, 60, 200};

// An 8-bit sRGB picture of one colour.
vips::VImage plain(int width, int height, const Colour& colour);
// Red, with a blue quarter in the top left corner: shows how it was turned.
vips::VImage marked(int width, int height);
// Black lines on white, `period` pixels apart and slanted, half ink and half paper as light goes.
vips::VImage hatched(int width, int height, double period);

// Encoded by libvips; `options` as in "[Q=90,interlace]".
std::string file_of(const vips::VImage& picture, const std::string& suffix_and_options);
// With an EXIF field as libvips names it ("exif-ifd0-Make").
vips::VImage with_exif(const vips::VImage& picture, const std::string& field, const std::string& value);

// Four bytes; and a PNG chunk with its length and checksum.
std::string big_endian(std::uint32_t value);
std::string png_chunk(const std::string& type, const std::string& data);

// What the steps before the versions make of the bytes: upright, opaque sRGB in 8 or 16 bits. Throws as they do.
vips::VImage decoded(const std::string& bytes);
// What make_versions() says of the bytes.
Made made_from(const std::string& bytes, Order order = {.file_name = "harbour.jpg"});
// The message for the artist when it refuses them; empty when it does not.
std::string refusal_of(const std::string& bytes);

const MadeVersion& version(const Made& made, std::string_view name);
vips::VImage pixels_of(const MadeVersion& version);
// The colour at a point given as fractions of the sides.
Colour colour_at(const vips::VImage& picture, double x, double y);
// The largest difference between two colours' bands.
double distance(const Colour& a, const Colour& b);
// Mean amount of light, 0 to 1.
double tone(const vips::VImage& picture);

}  // namespace copper::imaging::test
