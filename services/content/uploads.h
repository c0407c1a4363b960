// Files on their way in: begun here, sent part by part straight to temporary storage, checked when complete
// (R2.1), and made an image when a print is made of them. A rejected or abandoned upload leaves nothing
// behind.
#pragma once

#include <cstdint>
#include <string>

#include "services/content/caller.h"
#include "services/content/content.h"

namespace copper::content {

http::Response begin_upload(const ContentOptions& options, const http::Request& request);
http::Response get_upload(const ContentOptions& options, const http::Request& request);
http::Response get_upload_part(const ContentOptions& options, const http::Request& request);
http::Response complete_upload(const ContentOptions& options, const http::Request& request);
http::Response abort_upload(const ContentOptions& options, const http::Request& request);

// Turns a complete upload of this artist into an image of the print, in the transaction that makes it
// (image_jobs.h queues the work). Error conflict when it is not complete or already used, or when the artist
// has the same file already.
void take_upload(pqxx::work& tx, const Artist& artist, const std::string& upload, std::int64_t print);

// Removes an artist's uploads that no print was made of.
void give_up_uploads(const ContentOptions& options, pqxx::work& tx, std::int64_t artist);

// Removes uploads older than the limit that no print was made of.
void remove_old_uploads(const ContentOptions& options);

}  // namespace copper::content
