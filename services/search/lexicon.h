// From words to what the index holds: stems of both languages, the thesaurus, corrections of misspelled words.
//
//   Lexicon lexicon(pool);
//   const TextQuery query = lexicon.query(read_text("koldnål havn"), {.last_is_prefix = true});
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/pool.h"
#include "services/search/text_query.h"

namespace copper::search {

// What a word is in the index: itself and its stems; a stop word when a language knows it as one.
struct Forms {
  std::vector<std::string> lexemes;
  std::string danish, english;  // its stems, or the word itself
  bool stop = false;
};

// Both as PostgreSQL's tsquery. Empty texts: nothing can be found.
struct TextQuery {
  std::string all;                           // what a document must match
  std::vector<std::string> any_of;           // the same in parts, where one of them suffices
  std::string exact;                         // what of it was asked for literally: for ranking
  std::set<std::string, std::less<>> marks;  // lexemes to highlight
  std::vector<std::string> marked_prefixes;
};

struct QueryRule {
  bool last_is_prefix = false;  // somebody is still typing the last word
  bool any = false;             // one word suffices
  bool public_words = true;     // what is misspelled is compared with these only
  std::string weights;          // of fields: some of ABCD, empty for all
};

class Lexicon {
 public:
  explicit Lexicon(db::Pool& db);
  ~Lexicon();

  TextQuery query(const std::vector<Clause>& clauses, const QueryRule& rule) const;
  // In one round trip.
  std::map<std::string, Forms> forms_of(const std::set<std::string>& words) const;

 private:
  struct Synonyms;
  class Builder;
  const Synonyms& synonyms() const;

  db::Pool& db_;
  mutable std::unique_ptr<Synonyms> synonyms_;
};

// A PostgreSQL array of texts.
std::string array_literal(const std::set<std::string>& texts);
std::string array_literal(const std::vector<std::string>& texts);

}  // namespace copper::search
