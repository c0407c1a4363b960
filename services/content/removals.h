// Objects that are no longer needed, and what the CDN still keeps of them. They are written down in the transaction that made them so, and removed
// after it: whichever process dies when, the next sweep removes what is left.
#pragma once

#include <string>
#include <vector>

#include "services/content/content.h"

namespace copper::content {

// A time as PostgreSQL reads it.
inline std::string sql_time(base::TimePoint time) {
  return base::to_iso8601_millis(time);
}

// `key` names one object, or with '/' at its end everything below it.
void remove_later(const ContentOptions& options, pqxx::work& tx, storage::Area area, const std::string& key);

// Has the CDN forget an image, whose public copies are gone from the storage. Does nothing where there is none to tell.
void forget_at_cdn_later(const ContentOptions& options, pqxx::work& tx, const std::string& image);

// Deletes these images, rows and objects: the objects at once, and once more after a while, for a process may
// be writing some just now.
void remove_images(const ContentOptions& options, pqxx::work& tx, const std::vector<std::string>& ids);

// Removes what is due. Never throws: what fails is logged and stays for the next round.
void perform_removals(const ContentOptions& options) noexcept;

}  // namespace copper::content
