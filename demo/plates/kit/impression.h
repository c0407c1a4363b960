// Pulls an impression: the inked plate on its sheet of paper, with plate mark, deckle edge and pencil notes,
// lying on a pale neutral ground as in a scan.
#pragma once

#include <string>
#include <vector>

#include "demo/plates/kit/copper.h"
#include "demo/plates/kit/hatch.h"
#include "demo/plates/kit/image.h"

namespace copper::demo {

// What a fully inked spot or the bare sheet reflects, as encoded sRGB in [0, 1].
struct Colour {
  double r, g, b;
};
inline constexpr Colour kWarmBlack{0.125, 0.108, 0.098};
inline constexpr Colour kSepia{0.245, 0.155, 0.095};
inline constexpr Colour kBlueBlack{0.085, 0.105, 0.145};
inline constexpr Colour kCream{0.953, 0.929, 0.871};
inline constexpr Colour kWhite{0.962, 0.950, 0.918};
inline constexpr Colour kJapan{0.938, 0.892, 0.792};

struct Inked {
  const Copper* copper;
  Colour ink;
};

struct Sheet {
  int width, height;  // of the image, pixels
  int left, top;      // where the plate lies in it
  Colour paper = kCream;
  double film = 0.045;        // ink left on the plate by the wiping hand
  Tone wiped = {};            // 0 where the film is left whole ... 1 where it is wiped away
  double retroussage = 0.10;  // ink drawn out of the lines by the last passing of the muslin
  std::string edition = {};   // pencil, left: "5/30"
  std::string title = {};     // pencil, middle
  std::uint32_t seed = 1;
};

// Prints one or more plates of equal size over one another, the first one first.
Image pull(const std::vector<Inked>& plates, const Sheet& sheet);

}  // namespace copper::demo
