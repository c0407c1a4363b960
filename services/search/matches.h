// Which documents match a text, and how well.
//
//   documents.read([&](const Table& table) { return match(table, text, Side::da, !artist); });
#pragma once

#include <chrono>
#include <vector>

#include "services/search/documents.h"
#include "services/search/lexicon.h"
#include "services/search/search.h"

namespace copper::search {

struct Match {
  Slot slot;
  float score;  // the more the better; to be compared within one question
};

// In ascending order of slots; of everybody's documents, published or not: what is shown to whom select() decides (facets.h).
// Internal words are looked for unless `is_public`. What is found does not depend on the visitor's language, its score does.
// Throws Error unavailable when it has not found all by then.
std::vector<Match> match(const Table& table, const TextQuery& text, Side language, bool is_public,
                         std::chrono::steady_clock::time_point until = std::chrono::steady_clock::now() +
                                                                       kStatementTimeout);

}  // namespace copper::search
