// Answers a question from the search documents.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/json/json.h"
#include "services/search/documents.h"
#include "services/search/kept.h"
#include "services/search/keys.h"
#include "services/search/lexicon.h"
#include "services/search/matches.h"
#include "services/search/question.h"
#include "services/search/search.h"

namespace copper::search {

// Of several, as arrays for PostgreSQL.
struct KeyArrays {
  explicit KeyArrays(const std::vector<Key>& keys);
  std::string kinds, ids;
};

struct Suggestion {
  std::string text, type;
};

// What every question is answered with.
struct Search {
  explicit Search(const SearchOptions& o) : options(o), documents(o.db), lexicon(o.db, documents) {}

  SearchOptions options;
  Documents documents;
  Lexicon lexicon;
  Kept<std::vector<Suggestion>> suggestions{5000, 4'000'000};  // by what was typed; bytes
};

// The keys of `matches` in the places `from` to `to` when the best are first.
std::vector<Key> best(const Table& table, std::vector<Match>& matches, std::int64_t from, std::int64_t to);

// {hits, totalHits, matched, facets, page, totalPages}. For the artist the whole inventory, drafts and internal fields included;
// for everybody else (nullopt) what is published.
json::Object find(Search& search, const Question& question, std::optional<std::int64_t> artist);

}  // namespace copper::search
