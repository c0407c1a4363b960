// Backups as the artist sees them (R9): begun, watched, downloaded, deleted. What is in one and how it is made:
// backup_making.h; how it comes back: restoring.h.
#pragma once

#include "services/content/content.h"

namespace copper::content {

constexpr int kBackupsKept = 3;  // the latest completed ones; none of them can be deleted, those before them are

// 202; 409 while another is being made.
http::Response begin_backup(const ContentOptions& options, const http::Request& request);
http::Response list_backups(const ContentOptions& options, const http::Request& request);
// The report, and for whoever may have all of it addresses to download the files from.
http::Response get_backup(const ContentOptions& options, const http::Request& request);
http::Response delete_backup(const ContentOptions& options, const http::Request& request);

}  // namespace copper::content
