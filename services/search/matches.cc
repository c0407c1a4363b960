#include "services/search/matches.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "platform/base/error.h"

namespace copper::search {
namespace {

// Title over subject and tags over description over the rest.
constexpr std::array<float, 4> kWeights = {1, 0.4F, 0.1F, 0.02F};
// What was not asked for literally counts so much of what was.
constexpr float kNotLiteral = 0.3F;
// A document in which the visitor's own language matches comes before an equal one in which only the other does (first).
constexpr std::array<float, 2> kLanguageFactors = {1, 1.25F};

// What a word counts by where it stands: the best place in full, the second best a quarter, the third a ninth.
using ScoresByPlaces = std::array<float, 256>;
constexpr ScoresByPlaces kScoresByPlaces = [] {
  ScoresByPlaces scores{};
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

constexpr Slot kPiece = 4096;  // documents that are matched at once: what is noted of them stays in fast memory

// Where words stand in each document of a piece: PostgreSQL keeps 255 positions of a word in a text, and most have one or two.
class Standing {
 public:
  Standing() = default;
  explicit Standing(const std::vector<std::pair<Slot, Position>>& found) : positions_(found.size()) {
    // By document: counted, then put in their places.
    for (const auto& [at, position] : found) ++ends_[at];
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    begins_ = ends_;
    for (const auto& [at, position] : found) positions_[--begins_[at]] = position;
  }
  bool has_any(Slot at) const { return begins_[at] != ends_[at]; }
  bool has(Slot at, Position position) const {
    const auto end = positions_.begin() + ends_[at];
    return std::find(positions_.begin() + begins_[at], end, position) != end;
  }

 private:
  std::vector<Position> positions_;
  std::array<std::uint32_t, kPiece> begins_{}, ends_{};  // of each document's
};

class Matching {
 public:
  Matching(const Table& table, const TextQuery& text, Side language, bool is_public)
      : is_public_(is_public),
        any_(text.any),
        own_(places(language)),
        looked_at_(text.weights.empty() ? (is_public ? Places(~kInternal) : Places(~0)) : Places{0}) {
    for (const char weight : text.weights) looked_at_ |= weight == 'D' ? kRest : places(weight);
    for (const auto& wanted : text.wanted) {
      const float literal = 1 / static_cast<float>(count_words(std::span(wanted.options).first(wanted.exact)));
      const float other = kNotLiteral / static_cast<float>(count_words(wanted.options));
      auto& ways = wanted_.emplace_back();
      for (std::size_t i = 0; i < wanted.options.size(); ++i) {
        const bool is_literal = i < wanted.exact;
        ways.push_back(way(table, wanted.options[i], other + (is_literal ? literal : 0), is_literal));
      }
    }
    for (const auto& option : text.unwanted) unwanted_.push_back(way(table, option, 0, false));
  }

  // Appends those before `end`, of those from `begin` on.
  void find(Slot begin, Slot end, std::vector<Match>& matches) {
    begin_ = begin;
    end_ = end;
    scores_.fill(0);
    literal_.fill(0);
    std::array<std::uint8_t, kPiece> has;  // 1: all that has been looked for, or any
    has.fill(any_ ? 0 : 1);
    for (auto& ways : wanted_) {
      here_.fill(0);
      for (auto& way : ways) add(way);
      // Without branches, here and below, which nobody could foretell.
      if (any_) {
        for (Slot at = 0; at < kPiece; ++at) has[at] |= static_cast<std::uint8_t>(here_[at] != 0);
      } else {
        for (Slot at = 0; at < kPiece; ++at) has[at] &= static_cast<std::uint8_t>(here_[at] != 0);
      }
    }
    for (auto& way : unwanted_) {
      each(way, [&](Slot at, Places here, Places, float) { has[at] &= static_cast<std::uint8_t>(here == 0); });
    }
    std::array<Match, kPiece> passing;
    std::size_t count = 0;
    for (Slot at = 0; at < end - begin; ++at) {
      passing[count] = {begin + at, scores_[at] * kLanguageFactors[(literal_[at] & own_) != 0 ? 1 : 0]};
      count += has[at];
    }
    matches.insert(matches.end(), passing.begin(), passing.begin() + count);
  }

 private:
  struct Form {
    std::vector<Postings::Reader> readers;  // of a prefix many
    std::vector<Postings::Reader> with_positions;
  };
  // An option, and what it counts.
  struct Way {
    std::vector<std::vector<Form>> words;
    bool beside;
    Places looked_at;
    ScoresByPlaces scores;
    bool is_literal;
  };

  static std::size_t count_words(std::span<const Option> options) {
    std::size_t count = 0;
    for (const auto& option : options) {
      for (const auto& forms : option.words) count += forms.size();
    }
    return count;
  }

  Way way(const Table& table, const Option& option, float factor, bool is_literal) const {
    Way way{.words = {}, .beside = option.beside, .looked_at = looked_at_, .scores = {}, .is_literal = is_literal};
    if (option.side) way.looked_at &= places(*option.side);
    for (std::size_t of = 0; of < way.scores.size(); ++of)
      way.scores[of] = factor * kScoresByPlaces[of & way.looked_at];
    for (const auto& word : option.words) {
      auto& forms = way.words.emplace_back();
      for (const auto& one : word) {
        auto readers = table.words.readers(one.text, one.is_prefix);
        forms.push_back({.readers = readers, .with_positions = option.beside ? readers : decltype(readers)()});
      }
    }
    return way;
  }

  void add(Way& way) {
    // What lacks another word scores too; it is not found.
    if (way.is_literal) {
      each(way, [&](Slot at, Places here, Places of, float score) {
        here_[at] |= here;
        literal_[at] |= of;
        scores_[at] += score;
      });
    } else {
      each(way, [&](Slot at, Places here, Places, float score) {
        here_[at] |= here;
        scores_[at] += score;
      });
    }
  }

  // f(at, here, places, score) by their place in the piece of documents that have it, unless `here` is 0; `places` are those where
  // all of its words stand. Some come several times: for each form of a word.
  template <class F>
  void each(Way& way, F f) {
    if (way.words.size() == 1) {
      for (auto& form : way.words[0]) {
        each(form, [&](Slot at, Places of) { f(at, of & way.looked_at, of & way.looked_at, way.scores[of]); });
      }
      return;
    }
    std::array<Places, kPiece> all;
    all.fill(way.looked_at);
    std::array<float, kPiece> scores{};
    std::array<bool, kPiece> is_in;
    is_in.fill(true);
    for (auto& forms : way.words) {
      std::array<Places, kPiece> one{};
      for (auto& form : forms) {
        each(form, [&](Slot at, Places of) {
          one[at] |= of & way.looked_at;
          scores[at] += way.scores[of];
        });
      }
      for (Slot at = 0; at < kPiece; ++at) {
        is_in[at] = is_in[at] && one[at] != 0;
        all[at] &= one[at];
      }
    }
    if (way.beside) {
      // No text is in two places, so what stands beside each other has one in common.
      for (Slot at = 0; at < kPiece; ++at) is_in[at] = all[at] != 0;
      keep_beside(way, is_in);
    }
    for (Slot at = 0; at < kPiece; ++at) {
      if (is_in[at]) f(at, Places(~0), all[at], scores[at]);
    }
  }

  // Of the documents in `is_in` keeps those in which the words stand beside each other.
  void keep_beside(Way& way, std::array<bool, kPiece>& is_in) const {
    Standing before;
    for (auto& forms : way.words) {
      const bool is_first = &forms == &way.words.front();
      std::vector<std::pair<Slot, Position>> here;
      each_position(forms, is_in, [&](Slot at, Position position) {
        if (is_first || before.has(at, position - 1)) here.emplace_back(at, position);
      });
      before = Standing(here);
    }
    for (Slot at = 0; at < kPiece; ++at) is_in[at] = before.has_any(at);
  }

  // f(at, position) of any of the forms in the documents in `is_in`.
  template <class F>
  void each_position(std::vector<Form>& forms, const std::array<bool, kPiece>& is_in, F f) const {
    const auto is_wanted = [&](Slot slot) { return is_in[slot - begin_]; };
    for (auto& form : forms) {
      for (auto& reader : form.with_positions) {
        reader.below_with_positions(end_, is_wanted, [&](Slot slot, Places, std::span<const Position> positions) {
          for (const Position position : positions) {
            if (!is_public_ || position < kFirstInternal) f(slot - begin_, position);
          }
        });
      }
    }
  }

  // f(at, places); a document comes once.
  template <class F>
  void each(Form& form, F f) {
    if (form.readers.size() == 1) {
      form.readers[0].below(end_, [&](Slot slot, Places of) { f(slot - begin_, of); });
      return;
    }
    if (form.readers.empty()) return;
    std::array<Places, kPiece> any{};
    for (auto& reader : form.readers) {
      reader.below(end_, [&](Slot slot, Places of) { any[slot - begin_] |= of; });
    }
    for (Slot at = 0; at < kPiece; ++at) {
      if (any[at] != 0) f(at, any[at]);
    }
  }

  const bool is_public_, any_;
  const Places own_;
  Places looked_at_;
  std::vector<std::vector<Way>> wanted_;
  std::vector<Way> unwanted_;
  Slot begin_ = 0, end_ = 0;  // of the piece
  // Of its documents: what they score; where what is being looked for stands; where anything does that was asked for literally.
  std::array<float, kPiece> scores_;
  std::array<Places, kPiece> here_, literal_;
};

}  // namespace

std::vector<Match> match(const Table& table, const TextQuery& text, Side language, bool is_public,
                         std::chrono::steady_clock::time_point until) {
  Matching matching(table, text, language, is_public);
  std::vector<Match> matches;
  const auto size = static_cast<Slot>(table.documents.size());
  for (Slot begin = 0; begin < size; begin += kPiece) {
    if (std::chrono::steady_clock::now() > until) {
      throw Error(ErrorCode::unavailable, "The search takes too long. Ask for less.");
    }
    matching.find(begin, std::min(size, begin + kPiece), matches);
  }
  return matches;
}

}  // namespace copper::search
