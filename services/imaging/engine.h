// libvips as this service uses it: started once, only the three decoders, nothing cached.
#pragma once

#include <functional>
#include <utility>
#include <vips/vips8>

namespace copper::imaging {

// Call before anything else here; further calls do nothing. Throws StartError when libvips cannot start or
// was built without a decoder.
void start_engine();

// A pipeline reads from left to right: picture | to_srgb | on_white.
template <class Step>
requires std::invocable<Step, vips::VImage>
auto operator|(vips::VImage picture, Step&& step) {
  return std::invoke(std::forward<Step>(step), std::move(picture));
}

}  // namespace copper::imaging
