// What the public may see (R3.3). A version of an image can be read by the public only while a copy of it
// lies under public/; the database decides whether it should, the storage follows.
//
//   image.publication     private ──▶ publishing ──▶ public
//                            ▲             │           │
//                            └──────── withdrawing ◀───┘
//
// publishing: copies are wanted, some may be there. public: all are there. withdrawing: none are wanted, some
// may be there. Each state is committed before the storage is touched, so that a crash leaves nothing that a
// sweep cannot finish.
//
// print.public_image_id is the image the public sees. It is set when the copies are there and cleared in the
// very transaction that ends the publication: an unpublished print is gone from every answer at once.
//
// An image that is made anew while the public sees it goes from public to publishing, for copies that are there may be of
// an earlier processing, and is seen all the while: what is new is copied before any answer names it (copy_in_advance).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/content/content.h"

namespace copper::content {

// Brings the wishes of a print's images in line with its status and its newest completed image. Call in the
// transaction that changed either.
void update_publication(const ContentOptions& options, pqxx::work& tx, std::int64_t print);

// The keys of every zoom tile in a folder, for a picture of that many pixels.
void append_zoom_keys(std::vector<std::string>& keys, const std::string& folder, std::int64_t width,
                      std::int64_t height);

// Makes copies and removes them until the storage is as the database wants it, for one print or (0) for all.
// Never throws: what fails is logged and stays for the next round, and so does what comes while two others are at it.
void settle_publications(const ContentOptions& options, std::int64_t print = 0) noexcept;

// Copies versions that are about to take the place of those the public sees, so that at no moment one of them is missing.
// Does nothing when the public does not see the image any more. Throws Error unavailable while somebody else copies or
// removes this image's, and while two others have been copying for ten seconds.
void copy_in_advance(const ContentOptions& options, const std::string& image, const std::vector<std::string>& keys);

bool is_visible(pqxx::work& tx, std::int64_t print);

}  // namespace copper::content
