// Making pictures smaller without changing the tone of their hatching (R2.8).
#pragma once

#include "services/imaging/engine.h"

namespace copper::imaging {

// Exactly width x height pixels, neither larger than the picture's, of 8-bit sRGB. `picture` is sRGB of three
// bands of 8 or 16 bits in memory.
//
// Light is averaged as light: samples are converted to linear values first. On hatches of 0.9 to 7 pixels
// (after reduction by 1.4 to 3.4) the mean tone then stays within 0.3 %, where averaging sRGB values darkens
// it by 7 to 16 %, and moiré halves. Of the kernels, Lanczos2 keeps a third more contrast in the finest lines
// than Mitchell; Lanczos3 is a little crisper still, but draws fringes beside each line, and white paper
// clips them, which shifts the tone by up to 5 %.
//
// Written out here since libvips 8.14 shrinks by boxes first (moiré), knows the kernel to six bits, and takes
// three times as long on linear light.
vips::VImage reduced(const vips::VImage& picture, int width, int height);

}  // namespace copper::imaging
