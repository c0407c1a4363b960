// Which documents match a text, kept until any document changes: whoever turns a page, sets a filter or asks what others have
// asked does not read PostgreSQL's index again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/search/documents.h"
#include "services/search/kept.h"
#include "services/search/lexicon.h"

namespace copper::search {

using Slots = std::vector<Slot>;  // in ascending order, none twice

// Where the text is: anywhere, in titles, in titles, subjects or tags.
enum class Part { all, title, title_or_subject };

// Thread-safe.
class MatchFinder {
 public:
  MatchFinder(db::Pool& db, const Documents& documents) : db_(db), documents_(documents) {}

  // For the artist her whole inventory with its internal words; for others (nullopt) what is published.
  std::shared_ptr<const Slots> find(const TextQuery& text, Part part, std::optional<std::int64_t> artist);

 private:
  std::shared_ptr<const Slots> find(const std::string& query, Part part, std::optional<std::int64_t> artist);

  db::Pool& db_;
  const Documents& documents_;
  Kept<Slots> kept_{2000, 16'000'000};  // bytes
};

}  // namespace copper::search
