// The smacks of the harbour print, plank and rope.
#include "demo/plates/harbour_scene.h"
#include "demo/plates/kit/noise.h"

namespace copper::demo {
namespace {

class Boat {
 public:
  Boat(Harbour& harbour, const Sloop& s, Random& random)
      : harbour_(harbour), s_(s), random_(random), unit_(s.length * harbour.width()), foot_(harbour.at(s.x, s.y)) {}

  void draw(int id) {
    rig_ = &harbour_.rigging[static_cast<std::size_t>(id)];
    hull(id);
    if (s_.masts > 1) {
      mast(0.20, 1.00, 9, id);
      mast(-0.24, 0.78, 7, id);
    } else {
      mast(0.10, 1.18, 8, id);
    }
    bowsprit();
  }

 private:
  Vec2 at(double x, double y) const { return foot_ + Vec2{x * s_.heading, -y} * unit_; }  // bow towards +x

  double sheer(double x) const {
    return 0.085 + 0.055 * std::pow(std::max(0.0, x * 2), 2.2) + 0.035 * x * x * 4 * (x < 0 ? 1 : 0);
  }

  void hull(int id) {
    Path side;
    for (double x = -0.47; x <= 0.5001; x += 0.04) side.push_back(at(x, sheer(x)));
    side.push_back(at(0.47, 0.05));
    side.push_back(at(0.41, 0.0));
    side.push_back(at(0.36, -0.012));
    side.push_back(at(-0.40, -0.012));
    side.push_back(at(-0.45, 0.03));
    const double dark = s_.dark;
    harbour_.shape(closed_curve(side, 5), 300 + id, [&](Vec2 p) {
      const double x = (p.x - foot_.x) / unit_ * s_.heading, y = (foot_.y - p.y) / unit_;
      const double plank = y / 0.019 + 0.4 * x;
      const double strake = bump(y - sheer(x), -0.016, 0.006);
      return std::clamp(dark + 0.16 * ramp(0.06, 0.0, y) -
                            0.25 * ramp(-0.1, 0.45, x) * (s_.x < 0.47 ? s_.heading : -s_.heading) * 0.7 -
                            0.45 * strake + 0.07 * bump(plank - std::floor(plank), 0, 0.12),
                        0.05, 0.95);
    });
    const auto deckhouse = [&](double x0, double x1, double tall) {
      harbour_.shape(straight({at(x0, sheer(x0) - 0.01), at(x0 + 0.005, sheer(x0) + tall),
                               at(x1 - 0.005, sheer(x1) + tall), at(x1, sheer(x1) - 0.01)},
                              5),
                     320 + id,
                     [&](Vec2 p) { return std::clamp(dark - 0.12 + 0.2 * ((p.x - foot_.x) / unit_), 0.1, 0.9); });
    };
    deckhouse(-0.36, -0.20, 0.075);
    deckhouse(-0.05, 0.04, 0.03);
  }

  void spar(Vec2 a, Vec2 b, double thick, double bend = 0) {
    const int passes = std::max(2, static_cast<int>(thick / 1.6));
    for (int k = 0; k < passes; ++k) {
      const double off = (k + 0.5) / passes - 0.5;
      const Vec2 side = turned(normal(b - a)) * (off * thick);
      touch(*rig_, a + side, b + side * 0.55, bend, {2.3, 0.6 + 0.4 * s_.dark, 10, 0.8, 0.3}, random_);
    }
  }
  void rope(Vec2 a, Vec2 b, double slack, double weight = 1) {
    touch(*rig_, a, b, slack, {1.7 * weight, 0.55 + 0.4 * s_.dark, 30, 0.8, 0.35}, random_);
  }

  void mast(double x, double tall, double thick, int id) {
    const double t = thick * unit_ / 900;
    const Vec2 foot = at(x, sheer(x)), cap = at(x - 0.015, tall);
    spar(foot, cap, t * 1.5);
    spar(at(x - 0.012, tall * 0.86), at(x - 0.03, tall * 1.20), t * 0.8);
    // Shrouds with their ratlines, stays, halyards.
    const Vec2 hound = at(x - 0.01, tall * 0.84);
    for (int k = 0; k < 3; ++k) {
      for (const double side : {-1.0, 1.0}) rope(hound, at(x + side * (0.035 + 0.018 * k), sheer(x) - 0.005), 0.004);
    }
    for (int step = 1; step < 17; ++step) {
      const double u = step / 18.0;
      for (const double side : {-1.0, 1.0})
        rope(mix(at(x + side * 0.035, sheer(x)), hound, u), mix(at(x + side * 0.071, sheer(x)), hound, u), 0.05, 0.75);
    }
    rope(cap, at(0.70, sheer(0.5) + 0.05), 0.012);
    rope(hound, at(0.48, sheer(0.48)), 0.015);
    rope(cap, at(-0.46, sheer(-0.46)), -0.02);
    rope(at(x - 0.03, tall * 1.18), at(0.64, sheer(0.5) + 0.05), 0.02);
    for (int k = 0; k < 3; ++k)
      rope(mix(foot, cap, random_.range(0.8, 0.98)), at(x + random_.range(-0.06, 0.05), sheer(x)),
           random_.range(-0.03, 0.03), 0.8);
    // Boom and gaff with the sail: furled in a loose bundle, or hanging to dry.
    const Vec2 tack = at(x - 0.012, sheer(x) + 0.085), clew = at(x - 0.38 * tall, sheer(x) + 0.115),
               throat = at(x - 0.014, tall * 0.60), peak = at(x - 0.25 * tall, tall * 0.83);
    spar(tack, clew, t * 0.8);
    rope(cap, clew, 0.02);
    if (s_.sail > 0) {
      spar(throat, peak, t * 0.7);
      rope(cap, peak, 0.01);
      const Path cloth = closed_curve(
          {throat, mix(throat, peak, 0.5) + Vec2{0, 6}, peak, mix(peak, clew, 0.35) + Vec2{22 * s_.heading, 0},
           mix(peak, clew, 0.75) + Vec2{14 * s_.heading, 0}, clew + Vec2{8 * s_.heading, -10},
           mix(tack, clew, 0.6) + Vec2{0, -16}, mix(tack, clew, 0.25) + Vec2{0, -4}, tack + Vec2{0, -8},
           mix(tack, throat, 0.5)},
          5);
      harbour_.shape(cloth, 340 + id, [&](Vec2 p) {
        const double u = (p.x - tack.x) / unit_ * s_.heading,
                     folds = noise(Vec2{u * 38 + 1.2 * noise(p * (1 / 160.0), 4), p.y / 900}, 6);
        return std::clamp(0.30 + 0.26 * folds + 0.22 * ramp(throat.y, tack.y, p.y), 0.04, 0.8);
      });
    } else {
      for (int k = 0; k < 70; ++k) {
        const double u = random_.range(0.0, 0.93), low = random_.range(0.0, 0.035);
        const Vec2 a = mix(tack, clew, u) - Vec2{0, low * unit_};
        touch(*rig_, a, a + Vec2{-s_.heading * random_.range(0.02, 0.07) * unit_, random_.range(-0.010, 0.012) * unit_},
              0.12 * random_.bell(), {2.2, 0.5 + 0.45 * s_.dark, 14, 1, 0.4}, random_);
      }
      for (int k = 1; k < 7; ++k)
        rope(mix(tack, clew, k / 7.5) + Vec2{0, 0.008 * unit_}, mix(tack, clew, k / 7.5) - Vec2{0, 0.040 * unit_}, 0.2);
    }
    for (int k = 0; k < 16; ++k) {  // a pennant
      const Vec2 top = at(x - 0.03, tall * 1.20);
      touch(*rig_, top + Vec2{0, 0.0016 * k * unit_}, top + Vec2{-0.09 * unit_, (0.012 + 0.001 * k) * unit_}, 0.10,
            {1.9, 0.8, 20, 0.8, 0.3}, random_);
    }
  }

  void bowsprit() {
    spar(at(0.46, sheer(0.46) + 0.0), at(0.70, sheer(0.5) + 0.055), 8 * unit_ / 900);
    rope(at(0.70, sheer(0.5) + 0.05), at(0.45, 0.02), 0.02);
    rope(at(-0.44, sheer(-0.44)), at(-0.62, sheer(-0.44) + 0.06), -0.1);
  }

  Harbour& harbour_;
  const Sloop& s_;
  Random& random_;
  double unit_;
  Vec2 foot_;
  Strokes* rig_ = nullptr;
};

}  // namespace

void draw_sloop(Harbour& harbour, int id, Random& random) {
  Boat(harbour, kFleet[id], random).draw(id);
}

}  // namespace copper::demo
