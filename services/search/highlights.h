// The places where a hit matches, as HTML that is safe to show: escaped text, and <mark> around the words that match.
#pragma once

#include "platform/json/json.h"
#include "services/search/lexicon.h"

namespace copper::search {

// Whether there are words to mark.
bool has_marks(const TextQuery& query);

// Takes `texts` (hits.sql) out of every hit and puts `highlights` {field: [fragment]} in its place.
void highlight(json::Array& hits, const TextQuery& query, const Lexicon& lexicon);

}  // namespace copper::search
