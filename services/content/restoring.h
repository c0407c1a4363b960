// How a backup comes back (R9.3), whole or in part. For an operator's command, beside a gallery or without one.
//
// Every volume that is needed is checked against the manifest before anything is changed, objects come before the rows
// that name them, and all rows come in one transaction: what is interrupted can be begun again. Errors: StartError, with
// what to do.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "platform/db/pool.h"
#include "services/content/stored_backup.h"

namespace copper::content {

struct WholeBackup {
  bool replace = false;  // what is there is lost; without it there must be no print and no gallery
};
struct ImageFiles {};  // files that are missing from storage, of the images the database names
struct OnePrint {      // with its image and its places in galleries; deleted before
  std::int64_t id;
};
struct OneGallery {  // with its order, and those of its prints that were deleted
  std::int64_t id;
};
using Part = std::variant<WholeBackup, ImageFiles, OnePrint, OneGallery>;

// `progress` is told in words what is being done. What was public is public again once the gallery's sweeper has made
// its copies.
void restore(db::Pool& db, storage::BlobStore& store, const std::string& backup, const Part& part,
             const Progress& progress);

}  // namespace copper::content
