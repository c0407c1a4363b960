// Answers a question from the search documents.
#pragma once

#include <cstdint>
#include <optional>

#include "platform/json/json.h"
#include "services/search/documents.h"
#include "services/search/lexicon.h"
#include "services/search/matches.h"
#include "services/search/question.h"
#include "services/search/search.h"

namespace copper::search {

struct Key {
  bool is_gallery;
  std::int64_t id;
};

struct Suggestion {
  std::string text, type;
};

// What every question is answered with.
struct Search {
  explicit Search(const SearchOptions& o) : options(o), lexicon(o.db), documents(o.db), matches(o.db, documents) {}

  SearchOptions options;
  Lexicon lexicon;
  Documents documents;
  MatchFinder matches;
  Kept<std::vector<Key>> ranked{2000, 8'000'000};              // bytes
  Kept<std::vector<Suggestion>> suggestions{5000, 4'000'000};  // by what was typed
};

// {hits, totalHits, matched, facets, page, totalPages}. For the artist the whole inventory, drafts and internal fields included;
// for everybody else (nullopt) what is published.
json::Object find(Search& search, const Question& question, std::optional<std::int64_t> artist);

}  // namespace copper::search
