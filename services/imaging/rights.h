// The metadata every version carries and nothing else (R2.5): who made it, whose it is, where the terms are.
//
// Blocks are written here byte by byte, since libvips keeps GPS positions in WebP files and turns "Søren"
// into "Soeren". They depend on their arguments only: the same picture gives the same file, whenever it is
// made.
#pragma once

#include <string>

namespace copper::imaging {

struct Rights {
  std::string creator;
  std::string notice;  // "© 2024 Ida Holm. All rights reserved."
  std::string url;     // of the terms
};

// TIFF structure (Exif 2.32) with Artist and with Copyright, in which the address follows the notice; UTF-8, empty when all are.
std::string exif_block(const Rights& rights);

// XMP packet (ISO 16684-1) with dc:creator, dc:rights, xmpRights:Marked, UsageTerms and WebStatement.
std::string xmp_packet(const Rights& rights);

// An ICC profile that says sRGB.
const std::string& srgb_profile();

}  // namespace copper::imaging
