// Grounds that are not lines: aquatint (resin grains that the acid leaves bright) and mezzotint (a rocked,
// velvety dark that is scraped towards light). Both make a tone of so much ink on average.
#pragma once

#include <cstdint>

#include "demo/plates/kit/copper.h"
#include "demo/plates/kit/hatch.h"

namespace copper::demo {

struct Aquatint {
  double grain = 5;    // pixels from grain to grain
  int bites = 7;       // the tone comes in so many steps, each stopped out in turn; 0 for no steps
  double depth = 1.1;  // ink of the deepest bite
  std::uint32_t seed = 1;
};
void aquatint(Copper& copper, const Aquatint& how, const Tone& tone);

struct Mezzotint {
  double tooth = 3.6;   // pixels from dot to dot of the rocker
  double depth = 1.25;  // ink of the unscraped ground
  std::uint32_t seed = 1;
};
void mezzotint(Copper& copper, const Mezzotint& how, const Tone& tone);

}  // namespace copper::demo
