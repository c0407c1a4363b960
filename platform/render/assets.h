// Scripts, styles and fonts under /assets/{fingerprint}/{name}: made ready once, cacheable for ever.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/encoding.h"
#include "platform/render/resources.h"

namespace copper::render {

class Assets {
 public:
  // The resources whose names begin with `prefix` ("gallery/"), which is not part of their URLs.
  Assets(const Resources& resources, std::string_view prefix);

  // "/assets/0123456789/gallery.css"
  std::string url(std::string_view name) const { return base_ + std::string(name); }

  // A ready answer, nullopt for another path or name. Does not block: fit for a Lookup. A page from before a
  // deployment asks under the old fingerprint: it gets today's file, but may not keep it.
  std::optional<http::Response> find(const http::Request& request) const;

 private:
  std::string base_;  // "/assets/{fingerprint}/"
  std::map<std::string, http::Encodings, std::less<>> files_;
};

}  // namespace copper::render
