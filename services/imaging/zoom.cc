#include "services/imaging/zoom.h"

#include "platform/image/zoom.h"
#include "services/imaging/check.h"
#include "services/imaging/jpeg.h"
#include "services/imaging/parallel.h"
#include "services/imaging/reduce.h"

namespace copper::imaging {
namespace {

using vips::VImage;

VImage in_eight_bits(VImage picture) {
  if (picture.format() == VIPS_FORMAT_UCHAR) return picture;
  return picture.colourspace(VIPS_INTERPRETATION_sRGB).copy_memory();
}

// The overview comes from the smallest level that is no smaller, each other level from the one before it.
VImage shrunk(const std::vector<VImage>& larger, const image::ZoomLevel& level, unsigned threads) {
  auto from = larger.rbegin();
  while (from->width() < level.width || from->height() < level.height) ++from;
  return reduced(*from, level.width, level.height, threads);
}

}  // namespace

Zoom zoom_of(VImage picture, int orientation, const Watermark& watermark, const Rights& rights, int quality,
             unsigned threads) {
  std::vector<VImage> pictures = {upright(in_eight_bits(std::move(picture)), orientation)};
  Zoom zoom{{pictures[0].width(), pictures[0].height()}, {}};
  const auto levels = image::zoom_levels(zoom.size.width, zoom.size.height);
  while (pictures.size() < levels.size()) pictures.push_back(shrunk(pictures, levels[pictures.size()], threads));

  struct Piece {
    const VImage* picture;
    const image::ZoomTile* tile;
  };
  std::vector<Piece> pieces;
  in_parallel(pictures.size(), threads, [&](std::size_t i) { draw_watermark(pictures[i], watermark); });
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (const auto& tile : levels[i].tiles) pieces.push_back({&pictures[i], &tile});
  }
  zoom.files.resize(pieces.size());
  in_parallel(pieces.size(), threads, [&](std::size_t i) {
    const auto& [level, tile] = pieces[i];
    zoom.files[i] = {tile->name, as_jpeg(*level, {tile->left, tile->top, tile->width, tile->height}, rights, quality)};
    check_made(zoom.files[i].jpeg, "zoom " + tile->name, {tile->width, tile->height}, rights);
  });
  return zoom;
}

}  // namespace copper::imaging
