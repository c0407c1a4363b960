#include "demo/plates/kit/impression.h"

#include "demo/plates/kit/noise.h"
#include "demo/plates/kit/pencil.h"

namespace copper::demo {
namespace {

constexpr int kFibreTile = 1024;

// Paper seen close: fine grain and loose fibres, one seamless tile; mean about 0, a few hundredths strong.
std::vector<float> fibre_tile(std::uint32_t seed) {
  std::vector<float> tile(kFibreTile * kFibreTile, 0.0F);
  const auto cell_of = [&](double x, double y) -> float& {
    const auto ix = static_cast<std::size_t>(static_cast<int>(std::floor(x)) & (kFibreTile - 1));
    const auto iy = static_cast<std::size_t>(static_cast<int>(std::floor(y)) & (kFibreTile - 1));
    return tile[iy * kFibreTile + ix];
  };
  Random random(seed);
  for (int fibre = 0; fibre < 9000; ++fibre) {
    Vec2 p{random.range(0, kFibreTile), random.range(0, kFibreTile)};
    double angle = random.range(0, 2 * kPi);
    const double turn = random.bell() * 0.03, shade = random.bell() * 0.0065;
    for (int i = random.below(70); i >= 0; --i) {
      cell_of(p.x, p.y) += static_cast<float>(shade);
      cell_of(p.x + 1, p.y) += static_cast<float>(shade * 0.5);
      cell_of(p.x, p.y + 1) += static_cast<float>(shade * 0.5);
      p = p + along(angle);
      angle += turn;
    }
  }
  for (float& v : tile) v += static_cast<float>(random.bell() * 0.008);
  return tile;
}

struct Edge {
  double distance;  // to the plate's edge: negative inside
  Vec2 outward;
};

Edge plate_edge(Vec2 p, const Sheet& sheet, int plate_width, int plate_height) {
  constexpr double kCorner = 22;
  const Vec2 centre{sheet.left + plate_width / 2.0, sheet.top + plate_height / 2.0};
  const Vec2 q = p - centre;
  const Vec2 d{std::abs(q.x) - plate_width / 2.0 + kCorner, std::abs(q.y) - plate_height / 2.0 + kCorner};
  const Vec2 sign{q.x < 0 ? -1.0 : 1.0, q.y < 0 ? -1.0 : 1.0};
  if (d.x > 0 && d.y > 0) {
    const double l = length(d);
    return {l - kCorner, {sign.x * d.x / l, sign.y * d.y / l}};
  }
  if (d.x > d.y) return {d.x - kCorner, {sign.x, 0}};
  return {d.y - kCorner, {0, sign.y}};
}

class Press {
 public:
  Press(const std::vector<Inked>& plates, const Sheet& sheet)
      : plates_(plates),
        sheet_(sheet),
        plate_width_(plates.front().copper->width()),
        plate_height_(plates.front().copper->height()),
        fibres_(fibre_tile(sheet.seed + 50)),
        film_(plate_width_, plate_height_, 8),
        shade_(sheet.width, sheet.height, 16),
        strip_top_(sheet.top + plate_height_),
        pencil_(sheet.width, std::max(8, sheet.height - strip_top_)) {
    for (const Inked& plate : plates_) inks_.push_back(transmission(plate.ink));
    wipe();
    shade_.each([&](Vec2 p, double) {
      return 0.006 * fbm(p * (1 / 900.0), 3, sheet_.seed + 7) + 0.004 * noise(p * (1 / 60.0), sheet_.seed + 8) -
             0.012 * (p.x / sheet_.width + p.y / sheet_.height - 1);
    });
    write();
  }

  Image run() {
    Image image(sheet_.width, sheet_.height);
    parallel_rows(sheet_.height, [&](int y) {
      for (int x = 0; x < sheet_.width; ++x) {
        const Colour c = pixel(x, y);
        std::uint8_t* out = image.row(y) + 3 * x;
        out[0] = static_cast<std::uint8_t>(clamp01(c.r) * 255 + 0.5);
        out[1] = static_cast<std::uint8_t>(clamp01(c.g) * 255 + 0.5);
        out[2] = static_cast<std::uint8_t>(clamp01(c.b) * 255 + 0.5);
      }
    });
    return image;
  }

 private:
  // The film of ink that wiping leaves: streaks of the hand, more along dense work, nothing in the wiped
  // lights.
  void wipe() {
    film_.each([&](Vec2 p, double) {
      double sum = 0;
      for (const Inked& plate : plates_) {
        for (int i = 0; i < 8; i += 2) {
          const int y = std::clamp(static_cast<int>(p.y) - 4 + i, 0, plate_height_ - 1);
          for (int k = 0; k < 8; k += 2) {
            const int x = std::clamp(static_cast<int>(p.x) - 4 + k, 0, plate_width_ - 1);
            sum += std::min(1.2, static_cast<double>(plate.copper->row(y)[x])) / 16;
          }
        }
      }
      return sum;
    });
    film_.blur(26);
    film_.each([&](Vec2 p, double dense) {
      const Vec2 hand = rotated(p, 0.5);
      const double streaks = 0.5 + 0.5 * fbm(Vec2{hand.x / 700, hand.y / 90}, 3, sheet_.seed + 21);
      const double clouds = 0.5 + 0.5 * fbm(p * (1 / 1100.0), 3, sheet_.seed + 22);
      const double side = std::min({p.x, p.y, plate_width_ - p.x, plate_height_ - p.y});
      const double rim = 0.7 * bump(side, 0, 110);
      const double left = 1 - 0.85 * (sheet_.wiped ? clamp01(sheet_.wiped(p)) : 0);
      return sheet_.film * ((0.35 + 0.4 * streaks + 0.6 * clouds) * left + rim) +
             sheet_.retroussage * dense * (1 + 0.3 * streaks);
    });
  }

  void write() {
    const double size = 0.0074 * std::sqrt(double(sheet_.width) * sheet_.height);
    const double base = 2.9 * size + 8;
    Random random(sheet_.seed + 31);
    Strokes strokes;
    const double inset = 0.012 * plate_width_;
    write_pencil(strokes, sheet_.edition, {sheet_.left + inset, base}, size, random);
    const double title = pencil_width(sheet_.title, size);
    write_pencil(strokes, sheet_.title, {sheet_.left + (plate_width_ - title) / 2, base + 3}, size, random);
    sign_pencil(strokes, {sheet_.left + plate_width_ - inset - kSignatureWidth * size, base - 2}, size, random);
    pencil_.engrave(strokes);
  }

  double fibre(int x, int y, int shift) const {
    const auto ix = static_cast<std::size_t>((x + shift * 311) & (kFibreTile - 1));
    const auto iy = static_cast<std::size_t>((y + shift * 173) & (kFibreTile - 1));
    return static_cast<double>(fibres_[iy * kFibreTile + ix]);
  }

  // Ink spreads a little into the damp paper: a 3x3 binomial of what the copper holds.
  double ink_at(const Copper& copper, int x, int y) const {
    double sum = 0;
    for (int dy = -1; dy <= 1; ++dy) {
      const int py = y + dy;
      if (py < 0 || py >= plate_height_) continue;
      const float* row = copper.row(py);
      const double side = static_cast<double>(x > 0 ? row[x - 1] : 0.0F) +
                          static_cast<double>(x + 1 < plate_width_ ? row[x + 1] : 0.0F);
      sum += (dy == 0 ? 0.5 : 0.25) * (0.5 * static_cast<double>(row[x]) + 0.25 * side);
    }
    return sum;
  }

  static void lay(Colour& c, const Colour& ink, double density) {
    c.r *= std::pow(ink.r, density);
    c.g *= std::pow(ink.g, density);
    c.b *= std::pow(ink.b, density);
  }

  // What one of the plates' inks lets through at a density, looked up: this is asked for every pixel.
  static constexpr int kShades = 2048;
  static constexpr double kDensest = 2;
  std::vector<Colour> transmission(const Colour& ink) const {
    std::vector<Colour> table(kShades, Colour{1, 1, 1});
    for (int i = 0; i < kShades; ++i) lay(table[static_cast<std::size_t>(i)], ink, kDensest * i / (kShades - 1));
    return table;
  }
  void lay_plate(Colour& c, std::size_t plate, double density) const {
    const double at = std::clamp(density * ((kShades - 1) / kDensest) + 0.5, 0.0, kShades - 1.0);
    const Colour& through = inks_[plate][static_cast<std::size_t>(at)];
    c = {c.r * through.r, c.g * through.g, c.b * through.b};
  }

  Colour paper_at(Vec2 p, int x, int y, double calm) const {
    const double tone = 1 + shade_.sample(p) + calm * (fibre(x, y, 0) + 0.6 * fibre(y, x, 1));
    return {sheet_.paper.r * tone, sheet_.paper.g * tone, sheet_.paper.b * (tone + 0.3 * shade_.sample(p))};
  }

  void ink_the_plate(Colour& c, int x, int y, double edge) const {
    const int px = x - sheet_.left, py = y - sheet_.top;
    if (px < 0 || py < 0 || px >= plate_width_ || py >= plate_height_ || edge > 0) return;
    const double tooth = 1 + 3.2 * (fibre(x, y, 2) + 0.7 * fibre(x, y, 3));
    const double inner = ramp(0, -5, edge);
    for (std::size_t i = 0; i < plates_.size(); ++i) {
      double density = ink_at(*plates_[i].copper, px, py) * inner;
      if (density > 0.8) density = 0.8 + 0.42 * (1 - std::exp((0.8 - density) / 0.42));  // paper takes no more
      const double film = i + 1 == plates_.size() ? film_.sample({px + 0.5, py + 0.5}) : 0;
      lay_plate(c, i, density * tooth + film * (0.75 + 0.25 * tooth));
    }
  }

  // The bevelled edge presses into the paper: light falls from the upper left; a trace of ink stays on the
  // bevel.
  void press_edge(Colour& c, Vec2 p, const Edge& edge) const {
    if (edge.distance < -60 || edge.distance > 90) return;
    const double facing = dot(edge.outward * -1, Vec2{-0.7, -0.7});
    const double slope = bump(edge.distance, 6, 7) * 0.105 + bump(edge.distance, 24, 30) * 0.022;
    const double relief = 1 + facing * slope - bump(edge.distance, 0, 2.2) * 0.05;
    const double run = p.x - p.y;
    const double stain =
        bump(edge.distance, 1.5, 2.6) *
        clamp01(0.22 + 0.5 * noise(Vec2{run / 170, edge.outward.x}, 91) + 0.2 * noise(Vec2{run / 12, 3}, 92));
    c.r *= relief;
    c.g *= relief;
    c.b *= relief;
    lay(c, plates_.back().ink, 0.5 * stain);
  }

  Colour pixel(int x, int y) const {
    const Vec2 p{x + 0.5, y + 0.5};
    const double margin = 0.009 * (sheet_.width + sheet_.height) / 2;
    const double border = std::min({p.x, p.y, sheet_.width - p.x, sheet_.height - p.y}) - margin;
    double deckle = border;
    if (border < 60) {
      deckle += 9 * fbm(p * (1 / 170.0), 3, sheet_.seed + 41) + 3.2 * noise(p * (1 / 14.0), sheet_.seed + 42) +
                1.2 * noise(p * (1 / 4.0), sheet_.seed + 43);
    }
    const double sheet = ramp(-1.6, 1.6, deckle);
    Colour c{};
    if (sheet > 0) {
      const Edge edge = plate_edge(p, sheet_, plate_width_, plate_height_);
      c = paper_at(p, x, y, edge.distance < 0 ? 0.55 : 1);
      if (deckle < 40) {  // thin, feathered, a little lit along its torn edge
        const double lit = 1 + 0.02 * bump(deckle, 9, 7) - 0.035 * bump(deckle, 0, 5);
        c = {c.r * lit, c.g * lit, c.b * lit};
      }
      ink_the_plate(c, x, y, edge.distance);
      press_edge(c, p, edge);
      graphite(c, x, y);
    }
    if (sheet < 1) {
      const double shadow =
          1 - 0.13 * std::exp(std::min(0.0, deckle + (p.x + p.y > (sheet_.width + sheet_.height) / 2.0 ? 4 : -6)) / 13);
      const double grain = 1 + 0.4 * fibre(x, y, 4);
      const Colour ground{0.885 * shadow * grain, 0.868 * shadow * grain, 0.836 * shadow * grain};
      c = {mix(ground.r, c.r, sheet), mix(ground.g, c.g, sheet), mix(ground.b, c.b, sheet)};
    }
    return c;
  }

  // Graphite catches on the paper's teeth and leaves its hollows bare.
  void graphite(Colour& c, int x, int y) const {
    if (y < strip_top_) return;
    const double mark = static_cast<double>(pencil_.row(y - strip_top_)[x]);
    if (mark <= 0) return;
    const double teeth = clamp01(0.72 + 16 * (fibre(x, y, 5) + fibre(x, y, 6)));
    lay(c, {0.27, 0.27, 0.28}, 0.85 * mark * teeth);
  }

  const std::vector<Inked>& plates_;
  const Sheet& sheet_;
  int plate_width_, plate_height_;
  std::vector<float> fibres_;
  std::vector<std::vector<Colour>> inks_;
  Field film_, shade_;
  int strip_top_;
  Copper pencil_;
};

}  // namespace

Image pull(const std::vector<Inked>& plates, const Sheet& sheet) {
  return Press(plates, sheet).run();
}

}  // namespace copper::demo
