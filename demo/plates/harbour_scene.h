// The harbour's own drawing board: tones and outlines above the water line, shared by harbour.cc and its
// boats.
#pragma once

#include <vector>

#include "demo/plates/kit/field.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/path.h"

namespace copper::demo {

inline constexpr double kWaterLine = 0.640;  // of the plate's height, along the far quay

struct Sloop {
  double x, y;     // where its waterline's middle lies, in plate widths and heights
  double length;   // of the hull, plate widths
  double heading;  // +1 bow to the right, -1 to the left
  double masts;    // one or two
  double dark;
  double sail;  // 0 furled ... 1 hanging to dry
};
inline constexpr Sloop kFleet[] = {{0.135, 0.668, 0.19, -1, 1, 0.42, 0.0},
                                   {0.86, 0.672, 0.20, 1, 2, 0.48, 0.0},
                                   {0.335, 0.700, 0.25, 1, 1, 0.66, 0.9},
                                   {0.645, 0.742, 0.36, -1, 2, 0.84, 0.0}};

// Everything that stands above the water is drawn into one picture, and that picture once more, broken,
// below.
class Harbour {
 public:
  Harbour(int w, int h) : w_(w), h_(h), tone_(w, h, 4), who_(w, h, 4) {}

  Vec2 at(double x, double y) const { return {x * w_, y * h_}; }
  int width() const { return w_; }
  int height() const { return h_; }
  Field& tones() { return tone_; }
  double tone(Vec2 p) const { return tone_.sample(p); }
  int who(Vec2 p) const {
    return static_cast<int>(who_.at(std::clamp(static_cast<int>(p.x / 4), 0, who_.width() - 1),
                                    std::clamp(static_cast<int>(p.y / 4), 0, who_.height() - 1)));
  }
  template <class ToneOf>
  void shape(const Path& path, int id, ToneOf tone) {
    fill(tone_, path, tone);
    fill(who_, path, [id](Vec2) { return double(id); });
    outlines.push_back(path);
  }
  std::vector<Path> outlines;
  std::vector<Strokes> rigging{std::size(kFleet)};  // of each sloop

 private:
  int w_, h_;
  Field tone_, who_;
};

// Draws a sloop: its hull into the harbour's tones, its spars and ropes into harbour.rigging[id].
void draw_sloop(Harbour& harbour, int id, Random& random);

}  // namespace copper::demo
