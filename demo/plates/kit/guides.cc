#include "demo/plates/kit/guides.h"

namespace copper::demo {

Angle guided(int width, int height, const std::vector<Path>& guides) {
  constexpr int kScale = 24;
  struct Arrow {
    Vec2 at, doubled;  // the angle is kept doubled: a line has no head
  };
  std::vector<Arrow> arrows;
  for (const Path& guide : guides) {
    const Path fine = curve(guide, 30);
    for (std::size_t i = 0; i + 1 < fine.size(); ++i) {
      const Vec2 way = fine[i + 1] - fine[i];
      arrows.push_back({fine[i], along(2 * std::atan2(way.y, way.x))});
    }
  }
  auto cosine = std::make_shared<Field>(width, height, kScale);
  auto sine = std::make_shared<Field>(width, height, kScale);
  parallel_rows(cosine->height(), [&](int y) {
    for (int x = 0; x < cosine->width(); ++x) {
      const Vec2 p = cosine->centre(x, y);
      Vec2 sum;
      for (const Arrow& arrow : arrows) {
        const Vec2 to = arrow.at - p;
        const double d2 = dot(to, to) + 400;
        sum = sum + arrow.doubled * (1 / (d2 * std::sqrt(d2)));
      }
      sum = normal(sum);
      cosine->set(x, y, sum.x);
      sine->set(x, y, sum.y);
    }
  });
  return [cosine, sine](Vec2 p) { return 0.5 * std::atan2(sine->sample(p), cosine->sample(p)); };
}

Tone noted(int width, int height, int scale, const Tone& tone) {
  auto notes = std::make_shared<Field>(width, height, scale);
  notes->each([&](Vec2 p, double) { return tone(p); });
  return [notes](Vec2 p) { return notes->sample(p); };
}

}  // namespace copper::demo
