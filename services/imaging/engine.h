// libvips as this service uses it: started once, only the three decoders, nothing cached.
#pragma once

#include <functional>
#include <utility>
#include <vips/vips8>

namespace copper::imaging {

// Call before anything else here; further calls do nothing. Throws StartError when libvips cannot start or
// was built without a decoder.
void start_engine();

// Leaves nothing behind: VImage has no move, so that std::move would keep a picture in memory by a second reference.
inline vips::VImage taken(vips::VImage& picture) {
  return std::exchange(picture, vips::VImage());
}

// A pipeline reads from left to right: picture | to_srgb | on_white.
template <class Step>
requires std::invocable<Step, vips::VImage>
auto operator|(vips::VImage picture, Step&& step) {
  return std::invoke(std::forward<Step>(step), std::move(picture));
}

}  // namespace copper::imaging
