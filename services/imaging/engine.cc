#include "services/imaging/engine.h"

#include <cstdlib>
#include <mutex>

#include "platform/base/error.h"
#include "platform/base/package.h"

namespace copper::imaging {
namespace {

// libvips and fontconfig look for files of their own at fixed places. libvips appends the last part of its library folder.
void tell_where_files_are() {
  // NOLINTBEGIN(concurrency-mt-unsafe): before anything else here
  ::setenv("VIPSHOME", base::in_package("/usr/lib").c_str(), 0);
  ::setenv("FONTCONFIG_FILE", base::in_package("/etc/fonts/fonts.conf").c_str(), 0);
  // NOLINTEND(concurrency-mt-unsafe)
}

void start() {
  tell_where_files_are();
  if (VIPS_INIT("copper-imaging") != 0) {
    throw StartError(std::string("libvips does not start: ") + vips_error_buffer());
  }
  // What goes wrong is in the exception; warnings on stderr would only spoil the log.
  g_log_set_handler(
      "VIPS", G_LOG_LEVEL_WARNING, [](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
  // Every picture is seen once: a cache would only hold memory.
  vips_cache_set_max(0);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const auto& [base_class, loader] :
       {std::pair("VipsForeignLoadJpeg", "jpegload_buffer"), std::pair("VipsForeignLoadPng", "pngload_buffer"),
        std::pair("VipsForeignLoadHeif", "heifload_buffer")}) {
    if (vips_type_find("VipsOperation", loader) == 0) {
      throw StartError(std::string("libvips cannot read pictures by ") + loader +
                       ": install Debian's package libvips42");
    }
    vips_operation_block_set(base_class, FALSE);
  }
}

}  // namespace

void start_engine() {
  static std::once_flag once;
  std::call_once(once, start);
}

}  // namespace copper::imaging
