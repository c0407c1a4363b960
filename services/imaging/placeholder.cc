#include "services/imaging/placeholder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>

#include "services/imaging/reduce.h"
#include "services/imaging/webp.h"

namespace copper::imaging {
namespace {

using vips::VImage;

constexpr int kSide = 32;  // pixels of the longer side: more would cost bytes, and the blur shows no more

VImage tiny(const VImage& picture) {
  const double scale = std::min(1.0, static_cast<double>(kSide) / std::max(picture.width(), picture.height()));
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
  return reduced(picture, scaled(picture.width()), scaled(picture.height()));
}

// It stands in every page once for each print: one with much in it is compressed more.
std::string compressed(const VImage& pixels) {
  constexpr std::size_t kBytesMax = 260;
  std::string webp;
  for (int quality = 60; quality >= 0; quality -= 15) {
    webp = as_bare_webp(pixels, {.quality = quality, .effort = 6});
    if (webp.size() <= kBytesMax) break;
  }
  return webp;
}

// The mean of the fullest of 512 cells of the colour cube.
std::string prevailing_colour(const VImage& picture) {
  struct Cell {
    int count = 0;
    std::array<int, 3> sum{};
  };
  std::map<int, Cell> cells;
  const auto* sample = static_cast<const std::uint8_t*>(picture.data());
  const int pixels = picture.width() * picture.height();
  for (int i = 0; i < pixels; ++i, sample += 3) {
    Cell& cell = cells[(sample[0] >> 5) << 6 | (sample[1] >> 5) << 3 | sample[2] >> 5];
    ++cell.count;
    for (std::size_t band = 0; band < 3; ++band) cell.sum[band] += sample[band];
  }
  const auto fuller = [](const auto& a, const auto& b) { return a.second.count < b.second.count; };
  const Cell& fullest = std::max_element(cells.begin(), cells.end(), fuller)->second;
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", fullest.sum[0] / fullest.count & 0xFF,
                fullest.sum[1] / fullest.count & 0xFF, fullest.sum[2] / fullest.count & 0xFF);
  return text.data();
}

}  // namespace

Placeholder placeholder_of(const VImage& picture) {
  const VImage pixels = tiny(picture);
  return {prevailing_colour(pixels), compressed(pixels)};
}

}  // namespace copper::imaging
