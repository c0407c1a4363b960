#include "services/imaging/reduce.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <new>
#include <numbers>
#include <vector>

#include "services/imaging/parallel.h"

namespace copper::imaging {
namespace {

using vips::VImage;

// Red, green, blue and nothing as amounts of light, 0 to 1; one register wide.
using Pixel = float __attribute__((vector_size(4 * sizeof(float))));

// IEC 61966-2-1
double light_of(double srgb) {
  return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4);
}
double srgb_of(double light) {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

template <class Sample>
const std::vector<float>& light_table() {
  static const auto table = [] {
    std::vector<float> values(std::numeric_limits<Sample>::max() + 1U);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(light_of(static_cast<double>(i) / std::numeric_limits<Sample>::max()));
    }
    return values;
  }();
  return table;
}

constexpr int kLightMax = 16383;  // fine enough that the darkest greys stay apart

const std::vector<std::uint8_t>& srgb_table() {
  static const auto table = [] {
    std::vector<std::uint8_t> values(kLightMax + 1);
    for (int i = 0; i <= kLightMax; ++i) {
      values[static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>(std::lround(255 * srgb_of(static_cast<double>(i) / kLightMax)));
    }
    return values;
  }();
  return table;
}

double lanczos2(double x) {
  x = std::abs(x);
  if (x < 1e-8) return 1;
  if (x >= 2) return 0;
  const double p = std::numbers::pi * x;
  return 2 * std::sin(p) * std::sin(p / 2) / (p * p);
}

// Along one axis, which samples make up each new one, and how much of each.
struct Weights {
  std::size_t taps;
  std::vector<int> first;      // of each new sample
  std::vector<float> weights;  // taps of each new sample; they add up to 1

  Weights(int from, int to) : taps(0) {
    const double scale = static_cast<double>(from) / to;
    taps = static_cast<std::size_t>(std::min<double>(from, std::floor(4 * scale) + 1));
    for (int i = 0; i < to; ++i) {
      const double centre = (i + 0.5) * scale - 0.5;
      const int start = std::clamp(static_cast<int>(std::ceil(centre - 2 * scale)), 0, from - static_cast<int>(taps));
      first.push_back(start);
      add_normalised(start, centre, scale);
    }
  }

 private:
  void add_normalised(int start, double centre, double scale) {
    double sum = 0;
    for (std::size_t t = 0; t < taps; ++t) sum += lanczos2((start + static_cast<int>(t) - centre) / scale);
    for (std::size_t t = 0; t < taps; ++t) {
      weights.push_back(static_cast<float>(lanczos2((start + static_cast<int>(t) - centre) / scale) / sum));
    }
  }
};

template <class Sample>
void read_row(const Sample* samples, std::vector<Pixel>& row) {
  const float* light = light_table<Sample>().data();
  for (Pixel& pixel : row) {
    pixel = Pixel{light[samples[0]], light[samples[1]], light[samples[2]], 0};
    samples += 3;
  }
}

void reduce_row(const std::vector<Pixel>& row, const Weights& columns, Pixel* out) {
  const float* weight = columns.weights.data();
  for (const int first : columns.first) {
    const Pixel* pixel = row.data() + first;
    Pixel sum{};
    for (std::size_t t = 0; t < columns.taps; ++t) sum += *pixel++ * *weight++;
    *out++ = sum;
  }
}

void write_row(const std::vector<Pixel>& row, std::uint8_t* out) {
  using Index = std::int32_t __attribute__((vector_size(4 * sizeof(std::int32_t))));
  const std::uint8_t* srgb = srgb_table().data();
  for (Pixel pixel : row) {
    pixel = pixel * kLightMax + 0.5F;
    pixel = pixel < 0.0F ? Pixel{} : pixel;
    pixel = pixel > kLightMax + 0.5F ? Pixel{} + kLightMax : pixel;
    const auto index = __builtin_convertvector(pixel, Index);
    for (int band = 0; band < 3; ++band) *out++ = srgb[index[band]];
  }
}

// New rows `begin` to `end`. Rows are made narrower as they are read and kept in a ring until the last new row that
// needs them.
template <class Sample>
void reduce(const VImage& picture, const Weights& columns, const Weights& rows, std::size_t begin, std::size_t end,
            std::uint8_t* out) {
  const std::size_t width = columns.first.size();
  const auto* samples = static_cast<const Sample*>(picture.data());
  const std::size_t samples_per_row = static_cast<std::size_t>(picture.width()) * 3;
  std::vector<Pixel> whole(static_cast<std::size_t>(picture.width()));
  std::vector<std::vector<Pixel>> ring(rows.taps, std::vector<Pixel>(width));
  std::vector<Pixel> sum(width);
  std::size_t read = 0;
  out += begin * width * 3;
  for (std::size_t y = begin; y < end; ++y, out += width * 3) {
    const auto first = static_cast<std::size_t>(rows.first[y]);
    for (read = std::max(read, first); read < first + rows.taps; ++read) {
      read_row(samples + read * samples_per_row, whole);
      reduce_row(whole, columns, ring[read % rows.taps].data());
    }
    std::fill(sum.begin(), sum.end(), Pixel{});
    for (std::size_t t = 0; t < rows.taps; ++t) {
      const float weight = rows.weights[y * rows.taps + t];
      const std::vector<Pixel>& row = ring[(first + t) % rows.taps];
      for (std::size_t x = 0; x < width; ++x) sum[x] += row[x] * weight;
    }
    write_row(sum, out);
  }
}

}  // namespace

VImage reduced(const VImage& picture, int width, int height, unsigned threads) {
  const std::size_t size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
  auto* out = static_cast<std::uint8_t*>(g_try_malloc(size));  // g_malloc would end the process
  if (out == nullptr) throw std::bad_alloc();
  VImage result = VImage::new_from_memory_steal(out, size, width, height, 3, VIPS_FORMAT_UCHAR);
  const Weights columns(picture.width(), width);
  const Weights rows(picture.height(), height);
  const bool is_deep = picture.format() == VIPS_FORMAT_USHORT;
  const std::size_t bands = threads_of(threads);
  const auto new_rows = static_cast<std::size_t>(height);
  in_parallel(bands, threads, [&](std::size_t i) {
    const auto band = is_deep ? reduce<std::uint16_t> : reduce<std::uint8_t>;
    band(picture, columns, rows, new_rows * i / bands, new_rows * (i + 1) / bands, out);
  });
  result.get_image()->Type = VIPS_INTERPRETATION_sRGB;  // a copy() would no longer lie in memory
  return result;
}

}  // namespace copper::imaging
