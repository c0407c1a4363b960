// Which words are in which documents, and where, in memory: some six bytes for each word of each document.
//
//   postings.add(slot, "'havn':1A,7C 'ved':2A", Side::da);
//   postings.each("havn", false, [](Slot slot, Places places) { … });
//   postings.each_with_positions("havn", false, [](Slot slot, Places, std::span<const Position> positions) { … });
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

// Of a word among those of its document: what is beside it has the next one. Between texts of a document are gaps.
using Position = std::uint32_t;
inline constexpr Position kFirstInternal = 1 << 17;  // of internal words; all others come before

// May be read by many at once, and changed by one alone.
class Postings {
 public:
  // The words of a document, a tsvector as PostgreSQL writes it. Slots come in ascending order; one may come several times, with
  // other texts of the same document. No side: internal words.
  void add(Slot slot, std::string_view vector, std::optional<Side> side);

  // In ascending order of slots; of a prefix for one word after the other.
  template <class F>
  void each(std::string_view word, bool is_prefix, F f) const {
    each_list(word, is_prefix, [&](const List& list) { list.each(f); });
  }
  // The same, with positions in ascending order, in several times the time.
  template <class F>
  void each_with_positions(std::string_view word, bool is_prefix, F f) const {
    each_list(word, is_prefix, [&](const List& list) { list.each_with_positions(f); });
  }

  // Documents get other slots, in the same order; those with kNoSlot are forgotten.
  static constexpr Slot kNoSlot = ~Slot{0};
  void renumber(const std::vector<Slot>& slots);

 private:
  // Numbers have seven bits a byte. For every document its distance from the one before, and the places; beside it the distances
  // of its positions from each other and a zero.
  class List {
   public:
    void add(Slot slot, Places places, std::span<const Position> positions);
    template <class F>
    void each(F&& f) const {
      Slot slot = 0;
      for (const char *at = slots_.data(), *const end = at + slots_.size(); at < end;) {
        slot += number(at);
        f(slot, static_cast<Places>(*at++));
      }
    }
    template <class F>
    void each_with_positions(F&& f) const {
      const char* at = positions_.data();
      std::vector<Position> positions;
      each([&](Slot slot, Places places) {
        positions.clear();
        Position position = 0;
        while (const auto distance = number(at)) positions.push_back(position += distance);
        f(slot, places, std::span<const Position>(positions));
      });
    }

   private:
    static std::uint32_t number(const char*& at) {
      auto byte = static_cast<std::uint8_t>(*at++);
      std::uint32_t number = byte & 0x7F;
      for (int shift = 7; (byte & 0x80) != 0; shift += 7) {
        byte = static_cast<std::uint8_t>(*at++);
        number |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
      }
      return number;
    }

    std::string slots_, positions_;
    Slot last_slot_ = 0;
    Position last_position_ = 0;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  template <class F>
  void each_list(std::string_view word, bool is_prefix, F f) const {
    if (!is_prefix) {
      const auto list = lists_.find(word);
      if (list != lists_.end()) f(list->second);
      return;
    }
    for (const auto& [other, list] : lists_) {
      if (other.starts_with(word)) f(list);
    }
  }

  std::unordered_map<std::string, List, Hash, std::equal_to<>> lists_;
  Slot slot_ = kNoSlot;  // of the document that was added last
  Position end_ = 0;     // behind all of its texts so far
};

}  // namespace copper::search
