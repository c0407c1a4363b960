// What is asked, read from a URL or from the subset of the Elasticsearch query language (R5.5, docs/search.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/message.h"
#include "services/search/filters.h"
#include "services/search/lexicon.h"
#include "services/search/text_query.h"

namespace copper::search {

struct TextQuestion {
  std::vector<Clause> clauses;
  QueryRule rule;
};

struct Sort {
  std::string field;  // year, title, price, height, width, publishedAt or _score
  bool descending = false;
};

struct FacetQuestion {
  const Field* field;
  std::int64_t size = 20;
  bool ascending = false;
};

struct Question {
  std::string kind;  // print or gallery; empty for both
  std::string language = "en";
  std::optional<TextQuestion> text;
  std::vector<Filter> filters;
  std::vector<Sort> sort;  // empty: the best first or, without a text, the newest
  std::vector<FacetQuestion> facets;
  std::int64_t page = 1;
  std::int64_t limit = 20;
};

// Both throw Error bad_request that names the parameter, or the construct and where it stands.
Question read_url(const http::Request& request);
Question read_body(const http::Request& request);

}  // namespace copper::search
