#include "demo/plates/kit/needle.h"

#include "demo/plates/kit/noise.h"

namespace copper::demo {

void scratch(Strokes& out, const Path& path, const Needle& needle, Random& random, const Weight& weight) {
  if (path.size() < 2) return;
  const double total = path_length(path);
  const double own = random.range(0, 1000);
  const double taper = std::min(needle.taper, total * 0.45) + 0.1;
  double done = 0;
  bool down = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Vec2 back = path[i > 0 ? i - 1 : 0], ahead = path[std::min(i + 1, path.size() - 1)];
    if (i > 0) done += length(path[i] - path[i - 1]);
    const double w = weight ? weight(path[i]) : 1;
    const double end = std::min(ramp(-0.3 * taper, taper, done), ramp(-0.3 * taper, taper, total - done));
    const double swell = 1 + needle.pressure * noise(Vec2{done / 90, own}, 11) + 0.16 * noise(Vec2{done / 9, own}, 12);
    if (w < 0.12) {
      down = false;
      continue;
    }
    if (!down) out.begin();
    down = true;
    const double side = needle.waver * (noise(Vec2{done / 130, own}, 13) + 0.25 * noise(Vec2{done / 22, own}, 14));
    const double sure = std::min(1.0, w);
    out.add(path[i] + turned(normal(ahead - back)) * side, 0.5 * needle.width * swell * (0.18 + 0.82 * end) * w,
            needle.depth * (0.45 + 0.55 * end) * (0.4 + 0.6 * sure));
  }
}

void outline(Strokes& out, const Path& path, const Needle& needle, Random& random, const Weight& weight,
             double pull_length) {
  const double total = path_length(path);
  if (total < 2) return;
  std::vector<double> reached(path.size(), 0);
  for (std::size_t i = 1; i < path.size(); ++i) reached[i] = reached[i - 1] + length(path[i] - path[i - 1]);
  for (double from = 0; from < total;) {
    const double to = from + pull_length * random.range(0.5, 1.5);
    Path pull;
    const double early = from - random.range(4, 22), late = to + random.range(0, 14);
    const Vec2 shift{random.bell() * needle.waver * 0.6, random.bell() * needle.waver * 0.6};
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (reached[i] >= early && reached[i] <= late) pull.push_back(path[i] + shift);
    }
    scratch(out, pull, needle, random, weight);
    from = to;
  }
}

void touch(Strokes& out, Vec2 a, Vec2 b, double bend, const Needle& needle, Random& random) {
  const Vec2 middle = mix(a, b, 0.5) + turned(b - a) * bend;
  Path path;
  const int pieces = std::max(3, static_cast<int>(length(b - a) / 5));
  for (int i = 0; i <= pieces; ++i) {
    const double t = double(i) / pieces;
    path.push_back(mix(mix(a, middle, t), mix(middle, b, t), t));
  }
  scratch(out, path, needle, random);
}

}  // namespace copper::demo
