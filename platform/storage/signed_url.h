// URLs of the file store that carry their own permission: {base}/{area}/{key}?expires=…&signature=…, for a
// part of an upload also &upload=…&part=…&bytes=….
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "platform/storage/blob_store.h"

namespace copper::storage {

// What the bearer of the URL may do, all of it signed.
struct Grant {
  std::string method;  // GET (HEAD included) of an object, PUT of a part
  Area area;
  std::string key;
  std::int64_t expires = 0;  // Unix time, seconds
  std::string upload_id;     // of a part; empty: the object itself
  int part = 0;
  std::uint64_t bytes = 0;  // exactly, of a part

  bool operator==(const Grant&) const = default;
};

std::string signed_url(const Grant& grant, std::string_view base, std::string_view signing_key);

// The grant a request carries below `path` (that of the base URL). Throws Error forbidden when it is altered,
// expired, for another method, or none at all.
Grant granted(const http::Request& request, std::string_view path, std::string_view signing_key, base::TimePoint now);

}  // namespace copper::storage
