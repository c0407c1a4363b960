#include "demo/plates/kit/grain.h"

#include <numeric>

#include "demo/plates/kit/noise.h"

namespace copper::demo {
namespace {

constexpr int kTile = 512;

// A square of texture whose values are spread evenly over [0, 1], so that `value < t` holds for a share t of
// it.
class Tile {
 public:
  template <class Make>
  explicit Tile(Make make) : values_(kTile * kTile) {
    std::vector<float> raw(kTile * kTile);
    parallel_rows(kTile, [&](int y) {
      for (int x = 0; x < kTile; ++x) raw[index(x, y)] = static_cast<float>(make(Vec2{double(x), double(y)}));
    });
    std::vector<float> sorted;
    for (std::size_t i = 0; i < raw.size(); i += 16) sorted.push_back(raw[i]);
    std::sort(sorted.begin(), sorted.end());
    parallel_rows(kTile, [&](int y) {
      for (int x = 0; x < kTile; ++x) {
        const auto rank = std::lower_bound(sorted.begin(), sorted.end(), raw[index(x, y)]) - sorted.begin();
        values_[index(x, y)] = static_cast<float>(double(rank) / double(sorted.size()));
      }
    });
  }

  double at(int x, int y) const { return static_cast<double>(values_[index(x & (kTile - 1), y & (kTile - 1))]); }

 private:
  static std::size_t index(int x, int y) { return static_cast<std::size_t>(y) * kTile + static_cast<std::size_t>(x); }
  std::vector<float> values_;
};

template <class Make>
double mean_of(const Make& make) {
  double sum = 0;
  for (int x = 0; x < 64; ++x) {
    for (int y = 0; y < 64; ++y) sum += make({37.3 * x, 41.7 * y});
  }
  return sum / (64 * 64);
}

// Seamless: near its right and lower border the texture gives way to the one that lies beyond the left and
// upper border. Weights add up in squares, so that the contrast stays the same inside the change.
template <class Make>
double wrapped(Vec2 p, double mean, const Make& make) {
  constexpr double kFade = 32;
  const double fx = ramp(kTile - kFade, kTile, p.x), fy = ramp(kTile - kFade, kTile, p.y);
  double sum = 0, squares = 0;
  for (const int right : {0, 1}) {
    for (const int below : {0, 1}) {
      const double weight = (right != 0 ? fx : 1 - fx) * (below != 0 ? fy : 1 - fy);
      if (weight <= 0) continue;
      sum += weight * (make({p.x - right * kTile, p.y - below * kTile}) - mean);
      squares += weight * weight;
    }
  }
  return sum / std::sqrt(squares);
}

}  // namespace

void aquatint(Copper& copper, const Aquatint& how, const Tone& tone) {
  const auto make = [&](Vec2 q) {
    const Vec2 bent = q + Vec2{noise(q * 0.21, how.seed + 1), noise(q * 0.21, how.seed + 2)} * 1.6;
    return -cell(bent * (1 / how.grain), how.seed).to_centre - 0.12 * noise(q * 0.45, how.seed + 3);
  };
  const double mean = mean_of(make);
  const Tile resin([&](Vec2 p) { return wrapped(p, mean, make); });
  copper.each([&](Vec2 p, double ink) {
    double t = clamp01(tone(p));
    if (t <= 0.004) return ink;
    if (how.bites > 0) {  // brushed-out varnish leaves a soft edge between the steps
      const double level = t * how.bites, floor = std::floor(level);
      t = (floor + ramp(0.38, 0.62, level - floor)) / how.bites;
    }
    const double open = resin.at(static_cast<int>(p.x), static_cast<int>(p.y));
    // Shallow bites leave most of the paper; deep ones close over all but the largest grains.
    const double cover = std::pow(t, 0.72) * 0.97;
    const double bitten = ramp(cover + 0.07, cover - 0.07, open);
    return ink + bitten * how.depth * (0.22 + 0.78 * t);
  });
}

void mezzotint(Copper& copper, const Mezzotint& how, const Tone& tone) {
  const auto make = [&](Vec2 q) {
    double pits = -9;
    for (int pass = 0; pass < 6; ++pass) {  // each pass of the rocker: rows of dots at another angle
      const Vec2 r = rotated(q, pass * kPi / 6 + 0.2) * (1 / how.tooth);
      const auto s = how.seed + static_cast<std::uint32_t>(pass) * 17U;
      pits = std::max(pits, noise(Vec2{r.x * 0.55, r.y}, s) + 0.14 * noise(r * 0.13, s + 5));
    }
    return -pits + 0.2 * noise(q * 0.6, how.seed + 99);
  };
  const double mean = mean_of(make);
  const Tile rocked([&](Vec2 p) { return wrapped(p, mean, make); });
  copper.each([&](Vec2 p, double ink) {
    const double t = clamp01(tone(p));
    if (t <= 0.004) return ink;
    const double pit = 1 - rocked.at(static_cast<int>(p.x), static_cast<int>(p.y));
    // Scraping lowers the ground from the top: the last ink stays in the deepest pits.
    const double held = ramp(1.2 - 1.6 * t - 0.2, 1.2 - 1.6 * t + 0.55, pit);
    return ink + how.depth * (0.55 * held * (0.2 + 0.8 * t) + 0.45 * t * t);
  });
}

}  // namespace copper::demo
