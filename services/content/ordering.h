// What hangs in a gallery and in which order (R4.2, R4.3). Positions are 1..n without gaps; every change locks the
// gallery's row first, so that two at once cannot break that. Locks are taken in one order everywhere: print, gallery,
// image job, image, revision.
#pragma once

#include "platform/json/json.h"
#include "platform/json/query_reader.h"
#include "services/content/content.h"

namespace copper::content {

inline constexpr std::int64_t kGalleryDetailPrintsMax = 500;  // in a gallery's own answer; its print list has pages

struct HangingPrints {
  std::int64_t version;  // of the gallery
  std::int64_t total;
  json::Array prints;
};
HangingPrints prints_of_gallery(const ContentOptions& options, pqxx::work& tx, std::int64_t gallery,
                                const std::string& language, const json::Paging& paging);

http::Response list_gallery_prints(const ContentOptions& options, const http::Request& request);
http::Response hang_print(const ContentOptions& options, const http::Request& request);
http::Response take_down_print(const ContentOptions& options, const http::Request& request);
// {"printOrders": [{"printId": 7, "newOrder": 1}]}: the prints named get these places, the others keep their
// order in the places that are left.
http::Response reorder_prints(const ContentOptions& options, const http::Request& request);

// Takes a print, whose row is locked, from every gallery before it is deleted. Leaves the revision to the caller: true
// when a published gallery has changed.
bool take_down_everywhere(pqxx::work& tx, std::int64_t print);

}  // namespace copper::content
