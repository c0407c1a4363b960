// Rounds of work in the storage that nobody waits for.
#pragma once

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "platform/observe/log.h"

namespace copper::content {

// Does work(image) for each image of find(). What fails is logged as `failure` and stays for the next round; who finds the
// storage or the database away ends this one, for with each of the others it would only wait again. Never throws.
template <class Find, class Work>
void image_by_image(std::string_view failure, Find&& find, Work&& work) noexcept {
  const auto note = [&](const std::string& image, const std::exception& e) {
    log::warning(failure, {{"baseImageId", image}, {"error", e.what()}});
  };
  try {
    for (const std::string& image : find()) {
      try {
        work(image);
      } catch (const Error& e) {
        note(image, e);
        if (e.code() == ErrorCode::unavailable) return;
      } catch (const std::exception& e) {
        note(image, e);
      }
    }
  } catch (const std::exception& e) {
    note("", e);
  }
}

}  // namespace copper::content
