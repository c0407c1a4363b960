// What somebody who is typing may be looking for: titles, subjects, tags and techniques of what is published.
#pragma once

#include <cstdint>
#include <string>

#include "platform/json/json.h"
#include "services/search/finding.h"

namespace copper::search {

// [{text, type}], the best first; type is title, technique, subject or tag.
json::Array suggest(Search& search, const std::string& text, const std::string& language, std::int64_t limit);

}  // namespace copper::search
