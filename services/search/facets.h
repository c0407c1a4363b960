// Which documents pass the filters, and counts beside the hits: how many there would be with each value of a field.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "platform/json/json.h"
#include "services/search/matches.h"
#include "services/search/question.h"

namespace copper::search {

struct Selection {
  std::vector<Match> passing;  // in ascending order
  json::Array facets;
};

// Of `matching`, of all documents when there is none. A facet leaves the filters of its own field out. For the artist her whole
// inventory, for others (nullopt) what is published and nothing else, whatever `matching` says.
Selection select(const Table& table, const Question& question, std::optional<std::int64_t> artist,
                 std::optional<std::vector<Match>> matching);

}  // namespace copper::search
