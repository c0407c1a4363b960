#include "services/search/postings.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace copper::search {
namespace {

void append(std::string& bytes, std::uint32_t number) {
  for (; number > 0x7F; number >>= 7) bytes += static_cast<char>(0x80 | (number & 0x7F));
  bytes += static_cast<char>(number);
}

}  // namespace

void Postings::List::add(Slot slot, Places places, std::span<const Position> positions) {
  if (!slots_.empty() && slot == last_slot_) {
    slots_.back() = static_cast<char>(static_cast<Places>(slots_.back()) | places);
    positions_.pop_back();  // the zero
  } else {
    append(slots_, slot - last_slot_);
    slots_ += static_cast<char>(places);
    last_slot_ = slot;
    last_position_ = 0;
  }
  for (const Position position : positions) {
    if (position <= last_position_) continue;  // a distance of none is the end
    append(positions_, position - last_position_);
    last_position_ = position;
  }
  positions_ += '\0';
}

// As 'word':1A,7 'other':3C: words are folded and have neither quotation marks nor backslashes. Weight D is not written.
void Postings::add(Slot slot, std::string_view vector, std::optional<Side> side) {
  if (slot != slot_) end_ = 0;
  slot_ = slot;
  // Positions begin at 1.
  const Position before = side ? end_ : std::max(end_, kFirstInternal);
  std::vector<Position> positions;
  while (!vector.empty()) {
    const auto word_end = vector.find('\'', 1);
    if (word_end == std::string_view::npos) return;
    const auto word = vector.substr(1, word_end - 1);
    const auto end = std::min(vector.find(' ', word_end), vector.size());
    Places found = side ? Places{0} : kInternal;
    positions.clear();
    for (const char *at = vector.data() + word_end + 2, *const last = vector.data() + end; at < last; ++at) {
      Position position = 0;
      at = std::from_chars(at, last, position).ptr;
      const bool has_weight = at < last && *at != ',';
      if (side) found |= place(has_weight ? *at : 'D', *side);
      if (has_weight) ++at;
      positions.push_back(before + position);
      end_ = std::max(end_, before + position + 1);
    }
    auto list = lists_.find(word);
    if (list == lists_.end()) list = lists_.try_emplace(std::string(word)).first;
    list->second.add(slot, found, positions);
    vector.remove_prefix(std::min(end + 1, vector.size()));
  }
}

void Postings::renumber(const std::vector<Slot>& slots) {
  slot_ = kNoSlot;
  for (auto entry = lists_.begin(); entry != lists_.end();) {
    List renumbered;
    bool is_empty = true;
    entry->second.each_with_positions([&](Slot slot, Places places, std::span<const Position> positions) {
      if (slots[slot] == kNoSlot) return;
      renumbered.add(slots[slot], places, positions);
      is_empty = false;
    });
    entry->second = std::move(renumbered);
    entry = is_empty ? lists_.erase(entry) : std::next(entry);
  }
}

}  // namespace copper::search
