#include "services/search/matches.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>

namespace copper::search {
namespace {

// Title over subject and tags over description over the rest.
constexpr std::array<float, 4> kWeights = {1, 0.4F, 0.1F, 0.02F};
// What was not asked for literally counts so much of what was.
constexpr float kNotLiteral = 0.3F;
// A document in which the visitor's own language matches comes before an equal one in which only the other does.
constexpr float kOwnLanguage = 1.25F;

// What a word counts by where it stands: the best place in full, the second best a quarter, the third a ninth.
constexpr std::array<float, 256> kScoresByPlaces = [] {
  std::array<float, 256> scores{};
  for (std::size_t of = 0; of < scores.size(); ++of) {
    const std::array<Places, 4> classes = {places('A'), places('B'), places('C'), kRest | kInternal};
    float nth = 1;
    for (std::size_t i = 0; i < classes.size(); ++i) {
      if ((of & classes[i]) == 0) continue;
      scores[of] += kWeights[i] / (nth * nth);
      ++nth;
    }
  }
  return scores;
}();

class Matching {
 public:
  Matching(const Table& table, const TextQuery& text, Side language, bool is_public)
      : table_(table),
        text_(text),
        is_public_(is_public),
        own_(places(language)),
        looked_at_(text.weights.empty() ? (is_public ? Places(~kInternal) : Places(~0)) : Places{0}),
        found_(table.documents.size()) {
    for (const char weight : text.weights) looked_at_ |= weight == 'D' ? kRest : places(weight);
  }

  std::vector<Match> find() {
    for (const auto& wanted : text_.wanted) {
      add(wanted);
      if (!text_.any) ++wanted_;
    }
    const std::uint16_t enough = text_.any ? 1 : wanted_;
    for (const auto& option : text_.unwanted) {
      each(option, [&](Slot slot, Places, float) { found_[slot].has = 0; });
    }
    std::vector<Match> matches;
    for (Slot slot = 0; slot < found_.size(); ++slot) {
      const Found& found = found_[slot];
      if (found.has != enough) continue;
      matches.push_back({slot, found.score * ((found.literal & own_) != 0 ? kOwnLanguage : 1)});
    }
    return matches;
  }

 private:
  // Of a document.
  struct Found {
    float score = 0;
    std::uint16_t has = 0;  // so many of what is wanted, if it has all before
    Places literal = 0;     // of what was asked for literally
  };

  static std::size_t count_words(std::span<const Option> options) {
    std::size_t count = 0;
    for (const auto& option : options) {
      for (const auto& forms : option.words) count += forms.size();
    }
    return count;
  }

  void add(const Wanted& wanted) {
    const float literal = 1 / static_cast<float>(count_words(std::span(wanted.options).first(wanted.exact)));
    const float other = kNotLiteral / static_cast<float>(count_words(wanted.options));
    const auto here = static_cast<std::uint16_t>(wanted_ + 1);
    for (std::size_t i = 0; i < wanted.options.size(); ++i) {
      const bool is_literal = i < wanted.exact;
      const float factor = other + (is_literal ? literal : 0);
      each(wanted.options[i], [&](Slot slot, Places places, float score) {
        // Without branches, which nobody could foretell: what lacks one of those before may score, it is not found.
        Found& found = found_[slot];
        found.has = text_.any || found.has >= wanted_ ? here : found.has;
        found.score += factor * score;
        found.literal |= is_literal ? places : Places{0};
      });
    }
  }

  // Documents that have the option, some several times: for each form of a word.
  template <class F>
  void each(const Option& option, F f) const {
    if (option.words.size() == 1) {
      for (const auto& form : option.words[0]) {
        each(form, [&](Slot slot, Places of) { f(slot, of, kScoresByPlaces[of]); });
      }
      return;
    }
    std::vector<Places> all(found_.size(), looked_at_);
    std::vector<float> scores(found_.size());
    std::vector<char> is_in(found_.size(), 1);
    for (const auto& forms : option.words) {
      std::vector<Places> one(found_.size());
      for (const auto& form : forms) {
        each(form, [&](Slot slot, Places of) {
          one[slot] |= of;
          scores[slot] += kScoresByPlaces[of];
        });
      }
      for (Slot slot = 0; slot < one.size(); ++slot) {
        if (one[slot] == 0) is_in[slot] = 0;
        all[slot] &= one[slot];
      }
    }
    if (option.beside) keep_beside(option, is_in);
    for (Slot slot = 0; slot < is_in.size(); ++slot) {
      if (is_in[slot] != 0) f(slot, all[slot], scores[slot]);
    }
  }

  // Of the documents in `is_in` keeps those in which the words stand beside each other.
  void keep_beside(const Option& option, std::vector<char>& is_in) const {
    std::vector<std::uint64_t> standing;
    for (const auto& forms : option.words) {
      std::vector<std::uint64_t> next = positions(forms, is_in);
      if (&forms != &option.words.front()) {
        for (auto& position : standing) ++position;
        std::vector<std::uint64_t> both;
        std::set_intersection(standing.begin(), standing.end(), next.begin(), next.end(), std::back_inserter(both));
        next = std::move(both);
      }
      standing = std::move(next);
    }
    std::fill(is_in.begin(), is_in.end(), char{0});
    for (const auto position : standing) is_in[position >> 32] = 1;
  }

  // Of any of the forms, in ascending order; the slot in the upper half.
  std::vector<std::uint64_t> positions(const std::vector<Lexeme>& forms, const std::vector<char>& is_in) const {
    std::vector<std::uint64_t> all;
    for (const auto& form : forms) {
      table_.words.each_with_positions(form.text, form.is_prefix,
                                       [&](Slot slot, Places, std::span<const Position> positions) {
                                         if (is_in[slot] == 0) return;
                                         for (const Position position : positions) {
                                           if (!is_public_ || position < kFirstInternal)
                                             all.push_back(std::uint64_t{slot} << 32 | position);
                                         }
                                       });
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  // A document comes once.
  template <class F>
  void each(const Lexeme& lexeme, F f) const {
    const auto looked_at = [&](Slot slot, Places of) {
      if ((of & looked_at_) != 0) f(slot, static_cast<Places>(of & looked_at_));
    };
    if (!lexeme.is_prefix) return table_.words.each(lexeme.text, false, looked_at);
    std::vector<Places> any(found_.size());
    table_.words.each(lexeme.text, true, [&](Slot slot, Places of) { any[slot] |= of; });
    for (Slot slot = 0; slot < any.size(); ++slot) looked_at(slot, any[slot]);
  }

  const Table& table_;
  const TextQuery& text_;
  const bool is_public_;
  const Places own_;
  Places looked_at_;
  std::uint16_t wanted_ = 0;  // so many have been looked for
  std::vector<Found> found_;  // by slot
};

}  // namespace

std::vector<Match> match(const Table& table, const TextQuery& text, Side language, bool is_public) {
  return Matching(table, text, language, is_public).find();
}

}  // namespace copper::search
