// Making pictures smaller without changing the tone of their hatching (R2.8).
#pragma once

#include "services/imaging/engine.h"

namespace copper::imaging {

// Exactly width x height pixels, neither larger than the picture's, of 8-bit sRGB. `picture` is sRGB of three
// bands of 8 or 16 bits in memory. Runs on `threads` threads (0: one per core), each for a part of the rows.
//
// Light is averaged as light: samples are converted to linear values first. Kernel and light were chosen by measurement
// (docs/images.md): averaging sRGB values would darken hatching by a tenth; Mitchell would lose a third of the contrast
// of fine lines; Lanczos3 draws fringes beside each line, which white paper clips at the cost of tone.
//
// Written out here since libvips 8.14 shrinks by boxes first (moiré), knows the kernel to six bits, and takes
// three times as long on linear light.
vips::VImage reduced(const vips::VImage& picture, int width, int height, unsigned threads = 1);

}  // namespace copper::imaging
