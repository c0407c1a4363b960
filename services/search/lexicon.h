// From words to what the index holds: stems of both languages, the thesaurus, corrections of misspelled words.
//
//   Lexicon lexicon(pool, documents);
//   const TextQuery query = lexicon.query(read_text("koldnål havn"), {.last_is_prefix = true});
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "platform/db/pool.h"
#include "services/search/documents.h"
#include "services/search/text_query.h"

namespace copper::search {

// What a word is in the index: itself and its stems; a stop word when a language knows it as one.
struct Forms {
  std::vector<std::string> lexemes;
  std::string danish, english;  // its stems, or the word itself
  bool stop = false;
};

// A word of a document, or the beginning of one.
struct Lexeme {
  std::string text;
  bool is_prefix = false;

  bool operator==(const Lexeme&) const = default;
};

// One way in which a document can have what was asked for: all words, each in one of its forms.
struct Option {
  std::vector<std::vector<Lexeme>> words;
  bool beside = false;       // they stand beside each other
  std::optional<Side> side;  // in texts of this language only: in the other a word is one that says nothing

  bool operator==(const Option&) const = default;
};

struct Wanted {
  std::vector<Option> options;  // one suffices
  std::size_t exact = 0;        // the first so many are what was asked for literally: for ranking
};

struct TextQuery {
  std::vector<Wanted> wanted;  // none: nothing can be found
  std::vector<Option> unwanted;
  bool any = false;                          // one of the wanted suffices
  std::string weights;                       // of fields in which all of it is looked for: some of ABCD, empty for all
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
  // Which words occur, the documents say.
  Lexicon(db::Pool& db, const Documents& documents);
  ~Lexicon();

  TextQuery query(const std::vector<Clause>& clauses, const QueryRule& rule) const;
  // In one round trip at most: they are remembered.
  std::map<std::string, Forms> forms_of(const std::set<std::string>& words) const;
  // Those of the words that have one of the lexemes among their forms.
  std::unordered_set<std::string_view> words_with(const std::set<std::string, std::less<>>& lexemes,
                                                  const std::unordered_set<std::string_view>& words) const;

 private:
  struct Synonyms;
  class Builder;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  const Synonyms& synonyms() const;
  std::map<std::string, std::shared_ptr<const Forms>> look_up(const std::set<std::string>& words) const;

  db::Pool& db_;
  const Documents& documents_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::shared_ptr<const Forms>, Hash, std::equal_to<>> forms_;  // guarded by it
  mutable std::unique_ptr<Synonyms> synonyms_;
};

// A PostgreSQL array of texts.
std::string array_literal(const std::set<std::string>& texts);
std::string array_literal(const std::vector<std::string>& texts);

}  // namespace copper::search
