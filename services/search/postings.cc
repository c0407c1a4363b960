#include "services/search/postings.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace copper::search {
namespace {

// Bytes are many lists' and never grow by much at once: an eighth more room than there is need for.
void append(std::vector<std::uint8_t>& bytes, std::uint32_t number) {
  constexpr std::size_t kLongest = 5;
  if (bytes.capacity() - bytes.size() < kLongest) bytes.reserve(bytes.size() + bytes.size() / 8 + kLongest);
  for (; number > 0x7F; number >>= 7) bytes.push_back(static_cast<std::uint8_t>(0x80 | (number & 0x7F)));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

}  // namespace

void Postings::List::add(Slot slot, Places places, std::span<const Position> positions) {
  bool is_first = slots_.empty() || slot != last_slot_;
  if (is_first) {
    append(slots_, slot - last_slot_);
    slots_.push_back(places);
    last_slot_ = slot;
    last_position_ = 0;
  } else {
    slots_.back() |= places;
  }
  for (const Position position : positions) {
    if (!is_first) {
      if (position <= last_position_) continue;
      positions_[last_number_] &= 0xFE;  // not the last any more
    }
    last_number_ = positions_.size();
    append(positions_, (position - last_position_) << 1 | 1);
    last_position_ = position;
    is_first = false;
  }
}

std::vector<Postings::Reader> Postings::readers(std::string_view word, bool is_prefix) const {
  std::vector<Reader> readers;
  if (!is_prefix) {
    const auto list = lists_.find(word);
    if (list != lists_.end()) readers.push_back(list->second.reader());
    return readers;
  }
  for (auto other = in_order_.lower_bound(word); other != in_order_.end() && other->first.starts_with(word); ++other) {
    readers.push_back(other->second->reader());
  }
  return readers;
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
    if (list == lists_.end()) {
      list = lists_.try_emplace(std::string(word)).first;
      in_order_.emplace(list->first, &list->second);
    }
    list->second.add(slot, found, positions);
    vector.remove_prefix(std::min(end + 1, vector.size()));
  }
}

void Postings::renumber(const std::vector<Slot>& slots) {
  slot_ = kNoSlot;
  for (auto entry = lists_.begin(); entry != lists_.end();) {
    List renumbered;
    bool is_empty = true;
    entry->second.reader().below_with_positions(
        kNoSlot, [&](Slot slot) { return slots[slot] != kNoSlot; },
        [&](Slot slot, Places places, std::span<const Position> positions) {
          renumbered.add(slots[slot], places, positions);
          is_empty = false;
        });
    entry->second = std::move(renumbered);
    if (is_empty) in_order_.erase(entry->first);
    entry = is_empty ? lists_.erase(entry) : std::next(entry);
  }
}

}  // namespace copper::search
