// Which words are in which documents, and where, in memory: some four bytes for each word of each document.
//
//   postings.add(slot, "'havn':1A,7C 'ved':2A", Side::da);
//   for (auto reader : postings.readers("havn", false)) reader.below(4096, [](Slot slot, Places places) { … });
//
// Words are found by many at once; while one adds or renumbers, nobody else may look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace copper::search {

using Slot = std::uint32_t;  // of a document (documents.h)

enum class Side { en, da };
inline Side side_of(std::string_view language) {
  return language == "da" ? Side::da : Side::en;
}

// Where in a document a word stands, a bit for each. Weights are PostgreSQL's (schema/0011_search.sql): A are titles, B subjects
// and tags, C description and statement, D the rest, which is of neither language.
using Places = std::uint8_t;
inline constexpr Places kRest = 1 << 6;
inline constexpr Places kInternal = 1 << 7;  // in what only the artist may read
constexpr Places place(char weight, Side side) {
  return weight == 'D' ? kRest : static_cast<Places>((side == Side::da ? 8 : 1) << (weight - 'A'));
}
constexpr Places places(char weight) {
  return place(weight, Side::en) | place(weight, Side::da);
}
constexpr Places places(Side side) {
  return place('A', side) | place('B', side) | place('C', side);
}

// Of a word among those of its document: what is beside it has the next one. Between texts of a document are gaps
// (schema/0023_search_gaps.sql).
using Position = std::uint32_t;
inline constexpr Position kFirstInternal = 1 << 17;  // of internal words; all others come before

class Postings {
  using Bytes = std::vector<std::uint8_t>;

 public:
  Postings() = default;
  Postings(Postings&&) = default;
  Postings& operator=(Postings&&) = default;

  // The words of a document, a tsvector as PostgreSQL writes it. Slots come in ascending order; one may come several times, with
  // other texts of the same document. No side: internal words.
  void add(Slot slot, std::string_view vector, std::optional<Side> side);

  // Goes through the documents that have a word, in ascending order of slots, piece by piece; until postings are added.
  class Reader {
   public:
    // f(slot, places) of those before `end` that it has not come to yet.
    template <class F>
    void below(Slot end, F f) {
      // What f writes could be anything, for all the compiler knows: here are copies that it is not.
      const std::uint8_t *at = at_, *const last = end_;
      Slot slot = slot_;
      while (at < last) {
        const std::uint8_t* next = at;
        const Slot found = slot + number(next);
        if (found >= end) break;
        f(found, Places{*next});
        slot = found;
        at = next + 1;
      }
      at_ = at;
      slot_ = slot;
    }
    // Whether f(slot, places) is true of any.
    template <class F>
    bool has(F f) {
      while (at_ < end_) {
        slot_ += number(at_);
        if (f(slot_, Places{*at_++})) return true;
      }
      return false;
    }
    // f(slot, places, positions in ascending order) of those that is_wanted(slot), in several times the time. One reader does the
    // one or the other.
    template <class IsWanted, class F>
    void below_with_positions(Slot end, IsWanted is_wanted, F f) {
      std::vector<Position> positions;
      below(end, [&](Slot slot, Places places) {
        if (!is_wanted(slot)) return pass_over(positions_);
        positions.clear();
        Position position = 0;
        for (bool is_last = false; !is_last;) {
          const auto distance = number(positions_);
          is_last = (distance & 1) != 0;
          positions.push_back(position += distance >> 1);
        }
        f(slot, places, std::span<const Position>(positions));
      });
    }

   private:
    friend class Postings;
    Reader(const Bytes& slots, const Bytes& positions)
        : at_(slots.data()), end_(slots.data() + slots.size()), positions_(positions.data()) {}
    const std::uint8_t *at_, *end_, *positions_;
    Slot slot_ = 0;
  };

  // One for each word: for a prefix all that begin with it.
  std::vector<Reader> readers(std::string_view word, bool is_prefix) const;

  // Documents get other slots, in the same order; those with kNoSlot are forgotten.
  static constexpr Slot kNoSlot = ~Slot{0};
  void renumber(const std::vector<Slot>& slots);

 private:
  // Seven bits a byte.
  static std::uint32_t number(const std::uint8_t*& at) {
    std::uint32_t number = *at & 0x7F;
    for (int shift = 7; (*at++ & 0x80) != 0; shift += 7) number |= static_cast<std::uint32_t>(*at & 0x7F) << shift;
    return number;
  }
  // The positions of a document.
  static void pass_over(const std::uint8_t*& at) {
    for (bool is_last = false; !is_last; ++at) {
      is_last = (*at & 1) != 0;
      while ((*at & 0x80) != 0) ++at;
    }
  }

  // For every document its distance from the one before, and the places; beside it the distances of its positions from each
  // other, doubled, and one more for the last.
  class List {
   public:
    void add(Slot slot, Places places, std::span<const Position> positions);
    Reader reader() const { return {slots_, positions_}; }

   private:
    Bytes slots_, positions_;
    Slot last_slot_ = 0;
    Position last_position_ = 0;
    std::size_t last_number_ = 0;  // where it begins in positions_
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::unordered_map<std::string, List, Hash, std::equal_to<>> lists_;
  std::map<std::string_view, const List*> in_order_;  // the same
  Slot slot_ = kNoSlot;                               // of the document that was added last
  Position end_ = 0;                                  // behind all of its texts so far
};

}  // namespace copper::search
