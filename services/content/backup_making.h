// How a backup is made: in steps short enough for any host, each of which may be done again after a crash.
//
//   1. Every row of every table, of one snapshot, goes into 0000.tar as database/{schema}.{table}.jsonl.gz; the images
//      of that snapshot are written down in backup_image.
//   2. Image after image, original and versions, goes into 0001.tar and so on, as objects/{area}/{key}. A volume has 64 MB
//      and an image more at most, or what can be read in five seconds.
//   3. manifest.json names every file with its size and SHA-256. With it the backup is complete.
//
// A step begun again gives its file another name, as 0001-2.tar: one that was only slow may still be at work.
//
// All in the backups area under the backup's id. While a backup is being made, no private object is removed from storage
// (removals.cc): what the snapshot names is still there when its turn comes.
#pragma once

#include "services/content/content.h"

namespace copper::content {

// Does what is due, for ten seconds at most and whatever one step takes. Never throws: what fails is logged and tried
// again; a backup of which a step fails, or dies with its process, ten times in a row has failed.
void make_backups(const ContentOptions& options) noexcept;

// Removes a backup, its files in time.
void remove_backup(const ContentOptions& options, pqxx::work& tx, const std::string& id);

}  // namespace copper::content
