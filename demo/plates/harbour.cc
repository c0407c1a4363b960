// Havnen ved daggry / The Harbour at Daybreak: smacks at the quay, their rigging and what the water makes of
// it.
#include "demo/plates/harbour_scene.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/needle.h"
#include "demo/plates/kit/noise.h"
#include "demo/plates/plates.h"

namespace copper::demo {
namespace {

void sky(Harbour& harbour) {
  const int w = harbour.width(), h = harbour.height();
  harbour.tones().each([&](Vec2 p, double) {
    const Vec2 q{p.x / w, p.y / h};
    const double sun = std::exp(-std::pow((q.x - 0.47) / 0.22, 2) - std::pow((q.y - 0.57) / 0.30, 2));
    const double bands = fbm(Vec2{q.x * 3.0 + 0.8 * q.y, q.y * 11}, 5, 12);
    return std::clamp(
        0.34 * ramp(0.62, 0.0, q.y) + 0.30 * ramp(0.0, 0.5, bands) * ramp(0.66, 0.2, q.y) + 0.06 - 0.55 * sun, 0.0,
        0.7);
  });
}

// Warehouses and gables along the far quay, paler with distance from the dark ends of the row.
void quay(Harbour& harbour, Random& random) {
  double x = -0.02;
  int n = 0;
  while (x < 1.02) {
    const double wide = random.range(0.040, 0.078),
                 tall = random.range(0.105, 0.205) * (1 - 0.55 * bump(x, 0.47, 0.13));
    const double off = std::abs(x + wide / 2 - 0.47);
    const double dark = 0.24 + 0.50 * ramp(0.06, 0.5, off) + random.range(-0.07, 0.07);
    const double base = kWaterLine - 0.012, top = base - tall, gable = tall * random.range(0.28, 0.42);
    const bool gabled = random.chance(0.62);
    Path house;
    if (gabled)
      house = {harbour.at(x, base), harbour.at(x, top), harbour.at(x + wide / 2, top - gable),
               harbour.at(x + wide, top), harbour.at(x + wide, base)};
    else
      house = {harbour.at(x, base),
               harbour.at(x, top),
               harbour.at(x + 0.006, top - gable * 0.7),
               harbour.at(x + wide - 0.006, top - gable * 0.7),
               harbour.at(x + wide, top),
               harbour.at(x + wide, base)};
    const Vec2 eave = harbour.at(x, top);
    harbour.shape(straight(house, 6), 10 + n, [&](Vec2 p) {
      return std::clamp(
          dark + (p.y < eave.y ? 0.12 : 0.0) - 0.10 * ramp(harbour.at(0, base).y - 90, harbour.at(0, base).y, p.y), 0.0,
          0.85);
    });
    const int columns = wide > 0.058 ? 3 : 2;
    for (int row = 0; row < 4; ++row) {  // windows; a few catch the morning
      for (int c = 0; c < columns; ++c) {
        const double wx = x + wide * (c + 0.5) / columns, wy = top + 0.022 + row * 0.036;
        if (wy > base - 0.02) continue;
        const bool lit = random.chance(0.16);
        harbour.shape(straight({harbour.at(wx - 0.0052, wy), harbour.at(wx + 0.0052, wy),
                                harbour.at(wx + 0.0052, wy + 0.019), harbour.at(wx - 0.0052, wy + 0.019)},
                               6),
                      200 + row, [&](Vec2) { return lit ? 0.0 : std::min(0.92, dark + 0.26); });
      }
    }
    if (random.chance(0.6)) {
      const double cx = x + wide * random.range(0.25, 0.75);
      harbour.shape(
          straight({harbour.at(cx - 0.005, top - gable * 0.3), harbour.at(cx - 0.005, top - gable * 0.9 - 0.02),
                    harbour.at(cx + 0.005, top - gable * 0.9 - 0.02), harbour.at(cx + 0.005, top - gable * 0.3)},
                   6),
          9, [&](Vec2) { return std::min(0.85, dark + 0.1); });
    }
    x += wide;
    ++n;
  }
  // The church behind, faint, and the edge of the quay.
  harbour.shape(straight({harbour.at(-0.03, kWaterLine), harbour.at(-0.03, kWaterLine - 0.013),
                          harbour.at(1.03, kWaterLine - 0.013), harbour.at(1.03, kWaterLine)},
                         8),
                8, [&](Vec2 p) { return 0.34 + 0.5 * ramp(0.05, 0.5, std::abs(p.x / harbour.width() - 0.47)); });
}

void church(Harbour& harbour) {
  const double x = 0.395, base = kWaterLine - 0.05;
  harbour.shape(straight({harbour.at(x - 0.019, base), harbour.at(x - 0.019, 0.40), harbour.at(x - 0.014, 0.385),
                          harbour.at(x - 0.004, 0.30), harbour.at(x, 0.225), harbour.at(x + 0.004, 0.30),
                          harbour.at(x + 0.014, 0.385), harbour.at(x + 0.019, 0.40), harbour.at(x + 0.019, base)},
                         6),
                7, [&](Vec2 p) { return 0.24 + 0.14 * ramp(x - 0.019, x + 0.02, p.x / harbour.width()); });
}

// How dark each sloop's masts and ropes are, noted on a grid: the water asks for it.
Field shadow_of(const Strokes& lines, int w, int h) {
  Copper drawn(w, h);
  drawn.engrave(lines);
  Field out(w, h, 5);
  out.each([&](Vec2 p, double) {
    double sum = 0;
    for (int dy = -2; dy <= 2; ++dy) {
      const int y = std::clamp(static_cast<int>(p.y) + dy, 0, h - 1);
      for (int dx = -2; dx <= 2; ++dx)
        sum += static_cast<double>(drawn.row(y)[std::clamp(static_cast<int>(p.x) + dx, 0, w - 1)]);
    }
    return std::min(0.85, sum / 12);
  });
  return out;
}

// The water: at each point the picture above it, mirrored, shaken by ripples that grow towards us, and lit by
// the dawn.
Field water(const Harbour& harbour) {
  const int w = harbour.width(), h = harbour.height();
  std::vector<Field> rigs;
  for (const Strokes& rig : harbour.rigging) rigs.push_back(shadow_of(rig, w, h));
  Field out(w, h, 5);
  out.each([&](Vec2 p, double) {
    const double line = kWaterLine * h;
    if (p.y < line) return harbour.tone(p);
    const double down = (p.y - line) / (h - line);
    const double swing = (4 + 70 * down) * noise(Vec2{p.x / (130 + 300 * down), p.y / (9 + 34 * down)}, 41) +
                         (2 + 22 * down) * noise(Vec2{p.x / 50, p.y / (5 + 16 * down)}, 42);
    double tone = harbour.tone({p.x + swing, std::max(2.0, line + 60 * down - (p.y - line) * 0.94 + 0.45 * swing)});
    double keep = 0;  // a hull's own reflection takes the glitter away
    for (std::size_t i = 0; i < rigs.size(); ++i) {
      const double own = kFleet[i].y * h;
      if (p.y < own - 4) continue;
      const Vec2 up{p.x + swing, 2 * own - p.y + 0.45 * swing};
      const int who = harbour.who(up);
      if (who >= 300 && who % 20 == static_cast<int>(i)) {
        tone = harbour.tone(up) + 0.08;
        keep = 0.75;
      }
      tone = std::max(tone, rigs[i].sample(up));
    }
    const double chop = noise(Vec2{p.x / (90 + 260 * down), p.y / (7 + 22 * down)}, 43) +
                        0.5 * noise(Vec2{p.x / 70, p.y / (4 + 12 * down)}, 44);
    tone = 0.08 + 0.80 * tone + 0.22 * down;
    const double path = std::exp(-std::pow((p.x / w - 0.47) / (0.05 + 0.10 * down), 2));
    tone =
        mix(tone, 0.02,
            (1 - keep) * clamp01(0.85 * ramp(0.0, 0.5, chop) * (0.30 + 0.70 * path) + 0.45 * path * (1 - 0.7 * down)));
    return std::clamp(tone + 0.18 * ramp(0.1, -0.6, chop) * down, 0.0, 0.9);
  });
  return out;
}

void foreground(Strokes& out, const Harbour& harbour, Random& random) {
  const double h = harbour.height(), w = harbour.width();
  // Mooring posts at the left, a chain of them into the picture, with a rope and a gull.
  const Vec2 posts[] = {{0.062, 0.985}, {0.118, 0.955}, {0.962, 0.975}};
  const double tall[] = {0.185, 0.150, 0.165};
  for (int i = 0; i < 3; ++i) {
    const Vec2 foot = harbour.at(posts[i].x, posts[i].y);
    const double half = 0.0085 * w * (i == 1 ? 0.85 : 1);
    for (int k = 0; k < 120; ++k) {
      const double u = random.range(-1, 1);
      if (u < 0.1 && random.chance(0.6 - 0.4 * (u + 1))) continue;
      const double y0 = random.range(0, tall[i]), y1 = std::max(0.0, y0 - random.range(0.02, 0.07));
      touch(out, foot + Vec2{u * half, -y0 * h}, foot + Vec2{u * half + random.bell(), -y1 * h}, 0.01 * random.bell(),
            {2.7, 1, 24, 1.5, 0.4}, random);
    }
    for (const double u : {-1.0, 1.0})
      touch(out, foot + Vec2{u * half, -tall[i] * h}, foot + Vec2{u * half * 1.05, 0}, 0.003, {3.0, 1, 30, 2, 0.3},
            random);
    for (int k = 0; k < 3; ++k)
      touch(out, foot + Vec2{-half, -tall[i] * h}, foot + Vec2{half, -tall[i] * h + 2 * k}, -0.22 + 0.2 * k,
            {2.4, 0.95, 8, 0.8, 0.3}, random);
    for (int k = 0; k < 14; ++k)
      touch(out, foot + Vec2{-half * 1.15, -(tall[i] * 0.72 - 0.0016 * k) * h},
            foot + Vec2{half * 1.15, -(tall[i] * 0.71 - 0.0016 * k) * h}, 0.22, {2.2, 0.95, 8, 0.8, 0.3}, random);
    for (int k = 0; k < 60; ++k) {  // its broken reflection
      const double y = random.range(0, 0.03) * h;
      touch(out, foot + Vec2{random.range(-1.6, 0.8) * half, y},
            foot + Vec2{random.range(0.2, 2) * half, y + random.bell()}, 0.02, {2.3, 0.8, 20, 1, 0.4}, random);
    }
  }
  for (int i = 0; i < 13; ++i) {
    const Vec2 c = harbour.at(random.range(0.12, 0.92), random.range(0.10, 0.48));
    const double s = random.range(14, 34), a = random.range(-0.35, 0.35);
    for (const double side : {-1.0, 1.0}) {
      for (int k = 0; k < 2; ++k)
        touch(out, c + Vec2{0, double(k)}, c + rotated({side * s, -0.38 * s}, a), side * -0.3, {2.4, 0.9, 12, 0.4, 0.3},
              random);
    }
  }
}

}  // namespace

Image draw_harbour(const Plate& plate) {
  Copper copper = copper_for(plate);
  const int w = plate.plate_width, h = plate.plate_height;
  Random random(101);
  Harbour harbour(w, h);
  sky(harbour);
  church(harbour);
  quay(harbour, random);
  for (int id = 0; id < static_cast<int>(std::size(kFleet)); ++id) draw_sloop(harbour, id, random);

  const Field scene = water(harbour);
  const auto is_boat = [&](Vec2 p) { return harbour.who(p) >= 300; };
  const Tone tone = [&](Vec2 p) { return p.y > kWaterLine * h && !is_boat(p) ? scene.sample(p) : harbour.tone(p); };
  const Area area = [&](Vec2 p) { return harbour.who(p) + (p.y > kWaterLine * h ? 1000 : 0); };

  CrossHatching how;
  how.how = {2.1, 4.8, 18, 40, 330, 0.05, 0.05, 300, 0.8, 1, 0.45, 100};
  how.fullest = 0.40;
  const auto lie = [&](double sky_angle, double house, double boat, double sea) {
    return [&harbour, h, sky_angle, house, boat, sea](Vec2 p) {
      const int who = harbour.who(p);
      return who >= 340 ? house : who >= 300 ? boat : p.y > kWaterLine * h ? sea : who == 0 ? sky_angle : house;
    };
  };
  how.angles = {lie(0.02, 1.5, 0.06, 0.0), lie(-0.22, 0.8, -0.6, 0.06), lie(0.3, -0.7, 0.8, -0.06)};
  cross_hatch(copper, how, tone, area);

  Strokes lines;
  for (const Path& path : harbour.outlines) {
    outline(
        lines, path, {2.0, 0.9, 26, 1.2, 0.4}, random,
        [&](Vec2 p) {
          return std::clamp(0.32 + 0.8 * harbour.tone(p + Vec2{4, 3}), 0.0, 1.0) *
                 (0.85 + 0.5 * noise(p * (1 / 80.0), 5));
        },
        180);
  }
  foreground(lines, harbour, random);
  copper.engrave(lines);
  for (const Strokes& rig : harbour.rigging) copper.engrave(rig);

  Sheet sheet = sheet_for(plate);
  sheet.film = 0.05;
  sheet.wiped = [&](Vec2 p) { return ramp(0.42, 0.06, tone(p)); };
  return pull({{&copper, kWarmBlack}}, sheet);
}

}  // namespace copper::demo
