#include "services/imaging/versions.h"

#include <algorithm>
#include <cmath>

#include "platform/image/versions.h"
#include "services/imaging/parallel.h"
#include "services/imaging/reduce.h"
#include "services/imaging/webp.h"

namespace copper::imaging {
namespace {

using vips::VImage;

bool is_sideways(int orientation) {
  return orientation >= 5;
}

int rounded(double pixels) {
  return std::max(1, static_cast<int>(std::lround(pixels)));
}

Size scaled(Size size, double scale) {
  return {rounded(size.width * scale), rounded(size.height * scale)};
}

Size fitted(Size original, int width) {
  return scaled(original, std::min({1.0, static_cast<double>(width) / original.width,
                                    static_cast<double>(kWebpSideMax) / original.height}));
}

int largest_square(Size size) {
  return std::min(size.width, size.height);
}

// The versions of one fit, largest first, those of the same size together.
std::vector<Reduced> planned(Size original, image::Fit fit) {
  auto versions = image::kVersions;
  std::stable_sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.width > b.width; });
  std::vector<Reduced> plan;
  for (const auto& version : versions) {
    if (version.fit != fit) continue;
    const int side = std::min(version.width, largest_square(original));
    const Size size = fit == image::Fit::square ? Size{side, side} : fitted(original, version.width);
    if (plan.empty() || size.width < plan.back().size.width) plan.push_back({{}, size, {}});
    plan.back().names.push_back(version.name);
  }
  return plan;
}

VImage upright_reduced(const VImage& picture, int orientation, Size size) {
  if (is_sideways(orientation)) std::swap(size.width, size.height);
  return upright(reduced(picture, size.width, size.height), orientation);
}

int start_of(double focus, int length, int side) {
  return std::clamp(static_cast<int>(std::lround(focus * length - side / 2.0)), 0, length - side);
}

VImage cropped(const VImage& picture, int side, const std::optional<Focus>& focus) {
  if (!focus) {
    return picture.smartcrop(side, side, VImage::option()->set("interesting", VIPS_INTERESTING_ATTENTION))
        .copy_memory();
  }
  return picture
      .extract_area(start_of(focus->x, picture.width(), side), start_of(focus->y, picture.height(), side), side, side)
      .copy_memory();
}

// The subject is looked for once, so that every square shows the same: each smaller one comes from the one
// before.
void crop_squares(std::vector<Reduced>& squares, const VImage& covering, const std::optional<Focus>& focus) {
  squares.front().pixels = cropped(covering, squares.front().size.width, focus);
  for (std::size_t i = 1; i < squares.size(); ++i) {
    squares[i].pixels = reduced(squares[i - 1].pixels, squares[i].size.width, squares[i].size.height);
  }
}

}  // namespace

Size upright_size(const VImage& picture, int orientation) {
  return is_sideways(orientation) ? Size{picture.height(), picture.width()} : Size{picture.width(), picture.height()};
}

VImage upright(const VImage& picture, int orientation) {
  if (orientation == 1) return picture;
  VImage marked = picture.copy();
  marked.set(VIPS_META_ORIENTATION, orientation);
  return marked.autorot().copy_memory();
}

std::vector<Reduced> reduced_to_versions(const VImage& picture, int orientation, const std::optional<Focus>& focus,
                                         unsigned threads) {
  const Size original = upright_size(picture, orientation);
  std::vector<Reduced> versions = planned(original, image::Fit::width);
  std::vector<Reduced> squares = planned(original, image::Fit::square);
  const double covering_scale = static_cast<double>(squares.front().size.width) / largest_square(original);
  VImage covering;  // the whole picture, as small as the largest square allows
  in_parallel(versions.size() + 1, threads, [&](std::size_t i) {
    if (i == versions.size())
      covering = upright_reduced(picture, orientation, scaled(original, covering_scale));
    else
      versions[i].pixels = upright_reduced(picture, orientation, versions[i].size);
  });
  crop_squares(squares, covering, focus);
  versions.insert(versions.end(), squares.begin(), squares.end());
  return versions;
}

}  // namespace copper::imaging
