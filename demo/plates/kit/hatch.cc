#include "demo/plates/kit/hatch.h"

#include <deque>

#include "demo/plates/kit/noise.h"
#include "demo/plates/kit/random.h"

namespace copper::demo {
namespace {

constexpr double kStep = 4;        // pixels between the points of a line
constexpr double kCell = 8;        // of the grid that finds neighbours
constexpr double kPacking = 0.86;  // lines asked to lie d apart come out d / kPacking apart, gaps included

struct Laid {
  float x, y;    // a point of a line already drawn
  float dx, dy;  // its direction
  int next;      // in the same cell, -1 at the end
};

class Layer {
 public:
  Layer(int width, int height, const Hatching& how, const Tone& cover, const Angle& angle, const Area& area)
      : width_(width),
        height_(height),
        how_(how),
        cover_(cover),
        angle_(angle),
        area_(area),
        random_(how.seed),
        columns_(static_cast<int>(width / kCell) + 1),
        heads_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(static_cast<int>(height / kCell) + 1),
               -1) {}

  Strokes grow() {
    constexpr double kScout = 30;
    for (double y = kScout / 2; y < height_; y += kScout) {
      for (double x = kScout / 2; x < width_; x += kScout) {
        seeds_.push_back({x + random_.range(-12, 12), y + random_.range(-12, 12)});
        while (!seeds_.empty()) {
          const Vec2 seed = seeds_.front();
          seeds_.pop_front();
          draw_from(seed);
        }
      }
    }
    return std::move(out_);
  }

 private:
  double least_cover() const { return 0.75 / how_.farthest; }

  double distance(double cover) const {
    return std::clamp(kPacking * how_.width / std::max(cover, 1e-3), how_.nearest, how_.farthest);
  }

  double direction(Vec2 p) const {
    double a = angle_(p) + how_.wander * noise(p * (1 / 420.0), how_.seed + 1);
    if (how_.patch_angle > 0) {
      const Vec2 warped = p + Vec2{noise(p * (1 / 150.0), how_.seed + 2), noise(p * (1 / 150.0), how_.seed + 3)} * 50;
      a += how_.patch_angle * (2 * cell(warped * (1 / how_.patch_size), how_.seed + 4).value - 1);
    }
    return a;
  }

  std::size_t slot(double x, double y) const {
    return static_cast<std::size_t>(static_cast<int>(y / kCell)) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(static_cast<int>(x / kCell));
  }

  // Only sideways distance counts: a line may begin just where another ends.
  bool crowded(Vec2 p, double gap) const {
    const double x0 = std::max(0.0, p.x - gap), x1 = std::min(width_ - 1.0, p.x + gap);
    const double y0 = std::max(0.0, p.y - gap), y1 = std::min(height_ - 1.0, p.y + gap);
    for (int cy = static_cast<int>(y0 / kCell); cy <= static_cast<int>(y1 / kCell); ++cy) {
      for (int cx = static_cast<int>(x0 / kCell); cx <= static_cast<int>(x1 / kCell); ++cx) {
        int i =
            heads_[static_cast<std::size_t>(cy) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(cx)];
        for (; i >= 0; i = laid_[static_cast<std::size_t>(i)].next) {
          const Laid& other = laid_[static_cast<std::size_t>(i)];
          const Vec2 to = p - Vec2{double(other.x), double(other.y)};
          const Vec2 way{double(other.dx), double(other.dy)};
          if (std::abs(cross(way, to)) < gap && std::abs(dot(way, to)) < kStep * 1.3) return true;
        }
      }
    }
    return false;
  }

  bool free_at(Vec2 p, int home, double tightness, double& cover) const {
    if (p.x < 1 || p.y < 1 || p.x > width_ - 2 || p.y > height_ - 2) return false;
    if (area_ && area_(p) != home) return false;
    cover = cover_(p);
    return cover > least_cover() && !crowded(p, distance(cover) * tightness);
  }

  void extend(Path& line, std::vector<double>& covers, Vec2 from, int home, double way, double longest) {
    Vec2 p = from;
    Vec2 heading = along(direction(p)) * way;
    for (double run = 0; run < longest; run += kStep) {
      Vec2 onward = along(direction(p));
      if (dot(onward, heading) < 0) onward = onward * -1;
      if (dot(onward, heading) < 0.6) return;  // the form turns away
      heading = onward;
      p = p + heading * kStep;
      double cover = 0;
      if (!free_at(p, home, 0.62, cover)) {
        overlap(line, covers, p, heading, home);
        return;
      }
      line.push_back(p);
      covers.push_back(cover);
    }
  }

  // Where a line runs into another one's end it goes on a little beside it: no row of gaps shows where
  // strokes meet.
  void overlap(Path& line, std::vector<double>& covers, Vec2 p, Vec2 heading, int home) const {
    for (int i = 0; i < 3; ++i, p = p + heading * kStep) {
      if (p.x < 1 || p.y < 1 || p.x > width_ - 2 || p.y > height_ - 2 || (area_ && area_(p) != home)) return;
      const double cover = cover_(p);
      if (cover < 0.2) return;
      line.push_back(p);
      covers.push_back(cover);
    }
  }

  void draw_from(Vec2 seed) {
    double cover = 0;
    if (seed.x < 1 || seed.y < 1 || seed.x > width_ - 2 || seed.y > height_ - 2) return;
    const int home = area_ ? area_(seed) : 0;
    if (!free_at(seed, home, 0.93, cover)) return;
    const double longest = random_.range(how_.length_min, how_.length_max);
    const double before = longest * random_.range(0.2, 0.8);
    Path line;
    std::vector<double> covers;
    extend(line, covers, seed, home, -1, before);
    std::reverse(line.begin(), line.end());
    std::reverse(covers.begin(), covers.end());
    line.push_back(seed);
    covers.push_back(cover);
    extend(line, covers, seed, home, 1, longest - before);
    if (line.size() < 4) return;
    remember(line, covers);
    engrave(line, covers);
  }

  void remember(const Path& line, const std::vector<double>& covers) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const Vec2 way = normal(line[std::min(i + 1, line.size() - 1)] - line[i > 0 ? i - 1 : 0]);
      const std::size_t s = slot(line[i].x, line[i].y);
      laid_.push_back({static_cast<float>(line[i].x), static_cast<float>(line[i].y), static_cast<float>(way.x),
                       static_cast<float>(way.y), heads_[s]});
      heads_[s] = static_cast<int>(laid_.size()) - 1;
      if (i % 5 == 2) {
        const double gap = distance(covers[i]) * random_.range(0.96, 1.12);
        seeds_.push_back(line[i] + turned(way) * gap);
        seeds_.push_back(line[i] - turned(way) * gap);
      }
    }
  }

  void engrave(const Path& line, const std::vector<double>& covers) {
    const double own = random_.range(0, 1000), press = 1 + 0.14 * random_.bell();
    const auto n = line.size();
    out_.begin();
    for (std::size_t i = 0; i < n; ++i) {
      const double run = double(i) * kStep, left = double(n - 1 - i) * kStep;
      const double out = mix(14, 46, ramp(0.35, 0.08, covers[i]));  // light strokes run out slowly
      const double ends = std::min(ramp(-6, 0.7 * out, run), ramp(-6, out, left));
      const double asked = covers[i] * distance(covers[i]) / kPacking;
      const double rough = 1 + 0.2 * noise(Vec2{run / 11, own}, 5) + 0.14 * noise(Vec2{run / 90, own}, 6);
      const double width = std::max(1.0, asked * press * rough * (0.55 + 0.45 * ends));
      const Vec2 way = normal(line[std::min(i + 1, n - 1)] - line[i > 0 ? i - 1 : 0]);
      const double side = how_.waver * noise(Vec2{run / 70, own}, 7);
      const double bite = 1 - how_.fade * ramp(0.4, 0.08, covers[i]);
      out_.add(line[i] + turned(way) * side, width / 2, how_.depth * bite * (0.5 + 0.5 * ends));
    }
  }

  int width_, height_;
  const Hatching& how_;
  const Tone& cover_;
  const Angle& angle_;
  const Area& area_;
  Random random_;
  int columns_;
  std::vector<int> heads_;
  std::vector<Laid> laid_;
  std::deque<Vec2> seeds_;
  Strokes out_;
};

}  // namespace

Strokes hatch_layer(int width, int height, const Hatching& how, const Tone& cover, const Angle& angle,
                    const Area& area) {
  return Layer(width, height, how, cover, angle, area).grow();
}

double layer_cover(double tone, int i, int n, double fullest) {
  const double share = -std::log(1 - fullest);
  double budget = -std::log(1 - std::clamp(tone, 0.0, 0.985));
  const double spill = std::max(0.0, budget - share * n) / n;  // all full: every layer grows heavier
  budget = std::clamp(budget - share * i, 0.0, share) + spill;
  return 1 - std::exp(-budget);
}

void cross_hatch(Copper& copper, const CrossHatching& how, const Tone& tone, const Area& area) {
  const int n = static_cast<int>(how.angles.size());
  std::vector<Strokes> layers(how.angles.size());
  parallel_rows(
      n,
      [&](int i) {
        Hatching own = how.how;
        own.seed += static_cast<std::uint32_t>(i) * 7919U;
        const Tone cover = [&, i](Vec2 p) { return layer_cover(tone(p), i, n, how.fullest); };
        layers[static_cast<std::size_t>(i)] =
            hatch_layer(copper.width(), copper.height(), own, cover, how.angles[static_cast<std::size_t>(i)], area);
      },
      1);
  for (const Strokes& layer : layers) copper.engrave(layer);
}

}  // namespace copper::demo
