#include "services/search/lexicon.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <mutex>
#include <type_traits>
#include <utility>

#include "services/search/danish.h"
#include "services/search/edit_distance.h"
#include "services/search/thesaurus.h"

namespace copper::search {
namespace {

constexpr std::size_t kCorrectedLengthMin = 4;  // of shorter words everything is a neighbour
constexpr std::size_t kPrefixLengthMin = 3;
constexpr std::size_t kFormsMax = 20'000;  // words whose forms are remembered, some 300 bytes each
// Of everything here can be said that it is one of these: they count as little as stop words.
constexpr std::array<std::string_view, 30> kGeneric = {
    "art",    "artwork", "artworks", "billede", "billeder", "billederne", "billedet", "image", "images", "kunst",
    "motif",  "motifs",  "motiv",    "motiver", "motivet",  "picture",    "pictures", "print", "prints", "scene",
    "scenes", "scener",  "tryk",     "trykket", "vaerk",    "vaerker",    "view",     "views", "work",   "works"};
constexpr std::size_t kLastPartLengthMin = 4;  // of a compound of which nothing else is known

constexpr const char* kForms = R"(
SELECT w, (ts_lexize('danish_stem', w))[1], (ts_lexize('english_stem', w))[1] FROM unnest($1::text[]) w)";

constexpr const char* kSimilar = R"(
SELECT word FROM search_word
WHERE word % $1 AND length(word) BETWEEN length($1) - 2 AND length($1) + 2 AND (is_public OR NOT $2)
ORDER BY similarity(word, $1) DESC, word LIMIT 30)";

bool is_generic(std::string_view word) {
  return std::find(kGeneric.begin(), kGeneric.end(), word) != kGeneric.end();
}

template <class Texts>
std::string literal(const Texts& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

template <class T>
void add_once(std::vector<T>& list, std::type_identity_t<T> item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

}  // namespace

std::string array_literal(const std::set<std::string>& texts) {
  return literal(texts);
}

std::string array_literal(const std::vector<std::string>& texts) {
  return literal(texts);
}

// The thesaurus by the lexemes of its phrases: "soft ground" → the other phrases of its line. Every phrase stands under its own
// words and under its stems in its language. In the other language they may be those of quite another word: gull and gul.
struct Lexicon::Synonyms {
  std::map<std::string, std::vector<const Phrase*>, std::less<>> by_key;
  std::map<Language, std::map<std::string, Forms>> forms;

  const std::map<std::string, Forms>& forms_of(const Phrase& phrase) const { return forms.at(phrase.language); }
};

Lexicon::Lexicon(db::Pool& db, const Documents& documents) : db_(db), documents_(documents) {}
Lexicon::~Lexicon() = default;

std::map<std::string, std::shared_ptr<const Forms>> Lexicon::look_up(const std::set<std::string>& words) const {
  std::map<std::string, std::shared_ptr<const Forms>> found;
  std::set<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& word : words) {
      const auto known = forms_.find(word);
      if (known == forms_.end()) {
        unknown.insert(word);
      } else {
        found.insert(*known);
      }
    }
  }
  if (unknown.empty()) return found;
  const auto rows = db_.query("search_forms", kForms, array_literal(unknown));
  const std::lock_guard lock(mutex_);
  if (forms_.size() > kFormsMax) forms_.clear();
  for (const auto& row : rows) {
    const auto word = row[0].as<std::string>();
    Forms forms{.stop = row[1].is_null() || row[2].is_null() || is_generic(word)};
    forms.danish = row[1].is_null() ? word : row[1].as<std::string>();
    forms.english = row[2].is_null() ? word : row[2].as<std::string>();
    for (const auto& lexeme : {word, forms.danish, forms.english}) add_once(forms.lexemes, lexeme);
    found[word] = forms_[word] = std::make_shared<const Forms>(std::move(forms));
  }
  return found;
}

std::map<std::string, Forms> Lexicon::forms_of(const std::set<std::string>& words) const {
  std::map<std::string, Forms> found;
  for (const auto& [word, forms] : look_up(words)) found.emplace(word, *forms);
  return found;
}

std::unordered_set<std::string_view> Lexicon::words_with(const std::set<std::string, std::less<>>& lexemes,
                                                         const std::unordered_set<std::string_view>& words) const {
  std::unordered_set<std::string_view> found;
  const auto look_at = [&](std::string_view word, const Forms& forms) {
    const auto& all = forms.lexemes;
    if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return lexemes.contains(one); })) found.insert(word);
  };
  std::set<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    for (const auto word : words) {
      const auto known = forms_.find(word);
      if (known == forms_.end()) {
        unknown.emplace(word);
      } else {
        look_at(word, *known->second);
      }
    }
  }
  if (unknown.empty()) return found;
  for (const auto& [word, forms] : look_up(unknown)) look_at(*words.find(word), *forms);
  return found;
}

namespace {

// Under what words stand in the thesaurus: as they are, all stemmed in Danish, all in English; one word in any of its forms.
std::vector<std::string> keys_of(const Words& words, const std::map<std::string, Forms>& forms) {
  if (words.size() == 1) return forms.at(words[0]).lexemes;
  std::vector<std::string> keys(3);
  for (const auto& word : words) {
    const Forms& its_forms = forms.at(word);
    const std::array<std::string, 3> ways = {word, its_forms.danish, its_forms.english};
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] += (keys[i].empty() ? "" : " ") + ways[i];
  }
  return keys;
}

}  // namespace

const Lexicon::Synonyms& Lexicon::synonyms() const {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (synonyms_) return *synonyms_;
  std::set<std::string> words;
  for (const auto& meaning : thesaurus()) {
    for (const auto* phrases : {&meaning.phrases, &meaning.narrower}) {
      for (const auto& phrase : *phrases) words.insert(phrase.words.begin(), phrase.words.end());
    }
  }
  auto made = std::make_unique<Synonyms>();
  for (const auto& [word, forms] : forms_of(words)) {
    Forms& danish = made->forms[Language::danish][word] = {{word}, forms.danish, word, forms.stop};
    add_once(danish.lexemes, forms.danish);
    for (auto& other : other_forms(word)) add_once(danish.lexemes, std::move(other));
    Forms& english = made->forms[Language::english][word] = {{word}, word, forms.english, forms.stop};
    add_once(english.lexemes, forms.english);
  }
  for (const auto& meaning : thesaurus()) {
    for (const auto& phrase : meaning.phrases) {
      for (const auto& key : keys_of(phrase.words, made->forms_of(phrase))) {
        auto& others = made->by_key[key];
        for (const auto& other : meaning.phrases) {
          if (&other != &phrase) add_once(others, &other);
        }
        for (const auto& other : meaning.narrower) add_once(others, &other);
      }
    }
  }
  synonyms_ = std::move(made);
  return *synonyms_;
}

// One query while it is built.
class Lexicon::Builder {
 public:
  Builder(const Lexicon& lexicon, const std::vector<Clause>& clauses, const QueryRule& rule)
      : lexicon_(lexicon), clauses_(clauses), rule_(rule), synonyms_(lexicon.synonyms()) {
    std::set<std::string> words;
    for (const auto& clause : clauses) words.insert(clause.words.begin(), clause.words.end());
    learn(words);
  }

  TextQuery build() {
    for (std::size_t i = 0; i < clauses_.size();) {
      const Clause& clause = clauses_[i];
      if (clause.negative) {
        for (auto& option : phrase(clause)) query_.unwanted.push_back(std::move(option));
        ++i;
      } else if (is_word(clause)) {
        i += add_words(i);
      } else {
        Wanted wanted{.options = phrase(clause)};
        wanted.exact = wanted.options.size();
        if (!clause.quoted) add_synonyms(clause.words, forms_, wanted.options);
        query_.wanted.push_back(std::move(wanted));
        mark(clause.words, forms_);
        ++i;
      }
    }
    if (query_.wanted.empty()) return {};
    for (auto& wanted : query_.wanted) leave_out_implied(wanted);
    query_.any = rule_.any;
    query_.weights = rule_.weights;
    return std::move(query_);
  }

 private:
  static bool is_word(const Clause& clause) { return !clause.quoted && !clause.negative && clause.words.size() == 1; }

  // Stop words count only where there is nothing else.
  bool is_left_out(const Clause& clause) const {
    const auto counts = [this](const Clause& other) {
      return !other.negative && !(is_word(other) && forms_.at(other.words[0]).stop);
    };
    return forms_.at(clause.words[0]).stop && !clause.prefix && std::any_of(clauses_.begin(), clauses_.end(), counts);
  }

  // Who asks for one word is found nothing more by a phrase with a word that suffices by itself: by "printing plate" beside
  // "plate". Who asks for a phrase wants those first that have one.
  static void leave_out_implied(Wanted& wanted) {
    if (wanted.options.front().words.size() > 1) return;
    const auto suffices = [&](const std::vector<Lexeme>& forms) {
      return std::any_of(wanted.options.begin(), wanted.options.end(), [&](const Option& other) {
        return other.words.size() == 1 && !other.side &&
               std::all_of(forms.begin(), forms.end(), [&](const Lexeme& form) {
                 return std::find(other.words[0].begin(), other.words[0].end(), form) != other.words[0].end();
               });
      });
    };
    std::vector<Option> kept;
    std::copy_if(wanted.options.begin(), wanted.options.end(), std::back_inserter(kept), [&](const Option& option) {
      return option.words.size() == 1 || std::none_of(option.words.begin(), option.words.end(), suffices);
    });
    wanted.options = std::move(kept);
  }

  // The forms of words, and which of them occur.
  void learn(const std::set<std::string>& words) {
    std::set<std::string> all = words;
    for (const auto& word : words) {
      for (auto& form : other_forms(word)) all.insert(std::move(form));
    }
    const auto forms = lexicon_.forms_of(all);
    std::set<std::string> lexemes;
    for (const auto& [word, its_forms] : forms) lexemes.insert(its_forms.lexemes.begin(), its_forms.lexemes.end());
    lexicon_.documents_.read([&](const Table& table) {
      for (const auto& lexeme : lexemes) {
        if (table.knows(lexeme, false, rule_.public_words)) known_.insert(lexeme);
      }
    });
    for (const auto& word : words) {
      Forms& its_forms = forms_[word] = forms.at(word);
      if (its_forms.stop) continue;
      for (const auto& other : other_forms(word)) {
        const bool is_word = known_.contains(other) || synonyms_.by_key.contains(other);
        if (is_word && !forms.at(other).stop) add_once(its_forms.lexemes, other);
      }
    }
  }

  static std::vector<Lexeme> any_of(const Forms& forms) {
    std::vector<Lexeme> any;
    for (const auto& one : forms.lexemes) any.push_back({one});
    return any;
  }

  // Beside each other; outside of quotation marks also written as one word.
  std::vector<Option> phrase(const Clause& clause) const {
    Option beside{.beside = clause.words.size() > 1};
    for (const auto& word : clause.words) beside.words.push_back(any_of(forms_.at(word)));
    if (clause.prefix) beside.words.back().push_back({clause.words.back(), true});
    std::vector<Option> options{std::move(beside)};
    if (clause.quoted || clause.words.size() == 1) return options;
    std::string as_one;
    for (const auto& word : clause.words) as_one += word;
    options.push_back({.words = {{{as_one}}}});
    return options;
  }

  Option phrase(const Phrase& phrase) const {
    Option option{.beside = phrase.words.size() > 1};
    for (const auto& word : phrase.words) {
      const Forms& forms = synonyms_.forms_of(phrase).at(word);
      option.words.push_back(any_of(forms));
      if (forms.stop) option.side = phrase.language == Language::danish ? Side::da : Side::en;
    }
    return option;
  }

  void mark(const Words& words, const std::map<std::string, Forms>& forms) {
    for (const auto& word : words) query_.marks.insert(forms.at(word).lexemes.begin(), forms.at(word).lexemes.end());
  }

  // What the thesaurus knows for words, as further options; false when it does not know them. Those that stand there as they are
  // mean that; by their stems they may be others: plade (plate) and plads (square).
  bool add_synonyms(const Words& words, const std::map<std::string, Forms>& forms, std::vector<Option>& options) {
    bool found = false;
    const auto keys = keys_of(words, forms);
    for (const auto& key : keys) {
      const auto others = synonyms_.by_key.find(key);
      if (others == synonyms_.by_key.end()) continue;
      found = true;
      for (const Phrase* other : others->second) {
        const Option option = phrase(*other);
        add_once(options, option);
        if (!option.side) mark(other->words, synonyms_.forms_of(*other));
      }
      if (&key == &keys.front()) break;
    }
    return found;
  }

  // Words the thesaurus knows together, else one word. How many clauses were used.
  std::size_t add_words(std::size_t first) {
    for (std::size_t count = kPhraseWordsMax; count > 1; --count) {
      Words words;
      while (words.size() < count && first + words.size() < clauses_.size() &&
             is_word(clauses_[first + words.size()])) {
        words.push_back(clauses_[first + words.size()].words[0]);
      }
      std::vector<Option> options(1);
      if (words.size() < count || !add_synonyms(words, forms_, options)) continue;
      for (const auto& word : words) options[0].words.push_back(any_of(forms_.at(word)));
      query_.wanted.push_back({.options = std::move(options), .exact = 1});
      mark(words, forms_);
      return count;
    }
    if (!is_left_out(clauses_[first])) add_word(clauses_[first], first + 1 == clauses_.size());
    return 1;
  }

  void add_word(const Clause& clause, bool last) {
    const std::string& word = clause.words[0];
    const Forms& forms = forms_.at(word);
    mark(clause.words, forms_);
    std::vector<Option> options{{.words = {any_of(forms)}}};
    bool known = add_synonyms(clause.words, forms_, options) || occurs(forms);
    const bool is_unfinished = last && rule_.last_is_prefix && word.size() >= kPrefixLengthMin && !occurs(forms);
    if (clause.prefix || is_unfinished) {
      options.push_back({.words = {{{word, true}}}});
      query_.marked_prefixes.push_back(word);
      known = known || begins_any(word);
    }
    if (!known && word.size() >= kCorrectedLengthMin) add_neighbours(word, options);
    query_.wanted.push_back({.options = std::move(options), .exact = 1});
  }

  bool occurs(const Forms& forms) const {
    return std::any_of(forms.lexemes.begin(), forms.lexemes.end(),
                       [this](const std::string& one) { return known_.contains(one); });
  }

  bool begins_any(const std::string& word) const {
    return lexicon_.documents_.read([&](const Table& table) { return table.knows(word, true, rule_.public_words); });
  }

  bool is_part(const std::string& word) const {
    const Forms& forms = forms_.at(word);
    return !forms.stop &&
           (occurs(forms) || std::any_of(forms.lexemes.begin(), forms.lexemes.end(),
                                         [this](const auto& one) { return synonyms_.by_key.contains(one); }));
  }

  // What may have been meant by a word that no text has: one that is an edit away, else the parts of a compound, else what is two
  // edits away, else what the compound is a kind of.
  void add_neighbours(const std::string& word, std::vector<Option>& options) {
    const auto [corrections, edits] = corrections_of(word);
    const auto parts = edits == 1 ? std::vector<std::string>() : parts_of(word);
    if (parts.size() == 2 || (parts.size() == 1 && corrections.empty())) {
      for (const auto& part : parts) add_as(part, forms_, options);
      return;
    }
    const auto forms = lexicon_.forms_of(corrections);
    for (const auto& correction : corrections) add_as(correction, forms, options);
  }

  void add_as(const std::string& word, const std::map<std::string, Forms>& forms, std::vector<Option>& options) {
    add_once(options, {.words = {any_of(forms.at(word))}});
    mark({word}, forms);
    add_synonyms({word}, forms, options);
  }

  // The parts that occur or that the thesaurus knows, where they part a compound most evenly; else its last part alone, or the
  // first when the last can be said of everything: "havnebillede".
  std::vector<std::string> parts_of(const std::string& word) {
    const auto ways = compounds(word);
    std::set<std::string> words;
    for (const auto& way : ways) words.insert({way.first, way.last});
    learn(words);
    std::vector<std::string> best;
    std::size_t evenness = 0;
    for (const auto& [first, last] : ways) {
      const bool has_first = is_part(first);
      if (best.empty() && has_first && is_generic(last)) best = {first};
      if (!is_part(last)) continue;
      if (has_first && std::min(first.size(), last.size()) > evenness) {
        best = {last, first};
        evenness = std::min(first.size(), last.size());
      } else if (best.size() < 2 && last.size() >= kLastPartLengthMin &&
                 (best.empty() || last.size() > best[0].size())) {
        best = {last};
      }
    }
    return best;
  }

  // The nearest words that occur or that the thesaurus knows, and by how many edits.
  std::pair<std::set<std::string>, std::size_t> corrections_of(const std::string& word) const {
    std::set<std::string> candidates;
    for (const auto& row : lexicon_.db_.query("search_similar", kSimilar, word, rule_.public_words)) {
      candidates.insert(row[0].as<std::string>());
    }
    for (const auto& [key, others] : synonyms_.by_key) {
      if (key.find(' ') == std::string::npos) candidates.insert(key);
    }
    std::size_t nearest = word.size() <= 5 || rule_.any ? 1 : 2;
    std::set<std::string> corrections;
    for (const auto& candidate : candidates) {
      const auto distance = edit_distance(word, candidate);
      if (distance < nearest) corrections.clear();
      if (distance <= nearest) corrections.insert(candidate);
      nearest = std::min(nearest, distance);
    }
    return {corrections, nearest};
  }

  const Lexicon& lexicon_;
  const std::vector<Clause>& clauses_;
  const QueryRule& rule_;
  const Synonyms& synonyms_;
  std::map<std::string, Forms> forms_;
  std::set<std::string> known_;
  TextQuery query_;
};

TextQuery Lexicon::query(const std::vector<Clause>& clauses, const QueryRule& rule) const {
  return Builder(*this, clauses, rule).build();
}

}  // namespace copper::search
