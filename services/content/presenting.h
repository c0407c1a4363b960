// Rows as answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/json/json.h"
#include "platform/json/query_reader.h"
#include "services/content/content.h"

namespace copper::content {

http::Response json_text(int status, std::string body);

// {"<name>":[…],"totalCount":…,"currentPage":…,"totalPages":…} around items that are JSON already.
std::string list_text(std::string_view name, std::string_view items, std::int64_t total, const json::Paging& paging);

// The CDN's URL with its last slash, as the public queries take it.
std::string cdn_prefix(const ContentOptions& options);

// The rows of artist_prints.sql and artist_gallery_prints.sql with a URL in place of each image's storage
// key: the CDN's for published images, a presigned one for the others, and `thumbnailUrl`.
json::Array present_prints(const ContentOptions& options, std::string_view items);

// The row as an answer. Its ETag is its version, for If-Match, and a hash of the answer, which shows other rows too.
http::Response versioned(int status, json::Object item);

}  // namespace copper::content
