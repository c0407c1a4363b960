#include "services/search/facets.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

namespace copper::search {
namespace {

using Counts = std::vector<std::uint32_t>;      // by code
constexpr std::size_t kCountedTogether = 4096;  // of one field after the other: they stay in the fastest memory

bool is_single(std::size_t field) {
  return fields()[field].kind == FieldKind::value || fields()[field].kind == FieldKind::number;
}

// A filter as the values that pass it.
struct Pass {
  std::size_t field;
  std::vector<char> values;  // by code
};

bool in_range(double number, const Filter& filter) {
  return (!filter.from || (filter.from_open ? number > *filter.from : number >= *filter.from)) &&
         (!filter.to || (filter.to_open ? number < *filter.to : number <= *filter.to));
}

// What counts of a gallery: visitors see published ones only.
const HangingPlace* place_of(const Table& table, const std::string& id, bool is_public) {
  const auto place = table.galleries.find(std::stoll(id));
  return place == table.galleries.end() || (is_public && !place->second.is_public) ? nullptr : &place->second;
}

Pass pass_of(const Table& table, const Filter& filter, bool is_public) {
  const std::size_t field = index_of(*filter.field);
  const Dictionary& values = table.values[field];
  Pass pass{.field = field, .values = std::vector<char>(values.size())};
  if (filter.field->kind == FieldKind::number) {
    for (Code code = 1; code < values.size(); ++code) pass.values[code] = in_range(values.number(code), filter);
    return pass;
  }
  for (const auto& value : filter.values) {
    const bool passes = filter.field->kind != FieldKind::galleries || place_of(table, value, is_public) != nullptr;
    if (const Code code = values.find(value); code != 0) pass.values[code] = passes;
  }
  return pass;
}

bool passes(const Table& table, Slot slot, const Pass& pass) {
  if (is_single(pass.field)) return pass.values[table.codes[pass.field][slot]] != 0;
  const auto any = [&](Side side) {
    const auto codes = table.of(slot, pass.field, fields()[pass.field].kind, side);
    return std::any_of(codes.begin(), codes.end(), [&](Code code) { return pass.values[code] != 0; });
  };
  return any(Side::en) || any(Side::da);
}

// Those of which f(slot) is true. Without branches, which nobody could foretell.
template <class F>
void keep(std::vector<Match>& matches, F f) {
  Match* next = matches.data();
  for (const Match& match : matches) {
    *next = match;
    next += f(match.slot) ? 1 : 0;
  }
  matches.resize(static_cast<std::size_t>(next - matches.data()));
}

// Those that pass all filters; `nearly` by field gets those that do but for the filters of that one.
void keep_passing(const Table& table, const std::vector<Pass>& filters, std::vector<Match>& matches,
                  std::array<std::vector<Match>, kFieldCount>& nearly) {
  constexpr std::size_t kNothing = kFieldCount;
  const auto failing = [&](Slot slot) -> std::optional<std::size_t> {
    std::size_t failed = kNothing;
    for (const auto& pass : filters) {
      if (pass.field == failed || passes(table, slot, pass)) continue;
      if (failed != kNothing) return std::nullopt;
      failed = pass.field;
    }
    return failed;
  };
  std::size_t passing = 0;
  for (const Match& match : matches) {
    const auto failed = failing(match.slot);
    if (!failed) continue;
    if (*failed == kNothing) {
      matches[passing++] = match;
    } else {
      nearly[*failed].push_back(match);
    }
  }
  matches.resize(passing);
}

void count(const Table& table, std::size_t field, Side side, std::span<const Match> matches, Counts& counts) {
  const FieldKind kind = fields()[field].kind;
  if (is_single(field)) {
    const Code* codes = table.codes[field].data();
    for (const Match& match : matches) ++counts[codes[match.slot]];
  } else {
    for (const Match& match : matches) {
      for (const Code code : table.shown(match.slot, field, kind, side)) ++counts[code];
    }
  }
}

json::Value number_of(double number) {
  if (number == std::floor(number)) return static_cast<std::int64_t>(number);
  return number;
}

// The first `size` by their counts, equal ones in the order of `key`.
template <class Counted, class Key>
void keep_first(std::vector<Counted>& counted, const FacetQuestion& facet, Key key) {
  const auto before = [&](const Counted& a, const Counted& b) {
    if (a.second != b.second) return facet.ascending ? a.second < b.second : a.second > b.second;
    return key(a.first) < key(b.first);
  };
  const std::size_t size = std::min(counted.size(), static_cast<std::size_t>(facet.size));
  std::partial_sort(counted.begin(), counted.begin() + static_cast<std::ptrdiff_t>(size), counted.end(), before);
  counted.resize(size);
}

// Numbers in steps; ranges end at the last value the column can hold, so that they can be asked for as they are told.
json::Array steps(const FacetQuestion& facet, const Dictionary& values, const Counts& counts) {
  const std::int64_t step = facet.field->step;
  std::map<std::int64_t, std::uint32_t> by_step;
  for (Code code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    by_step[static_cast<std::int64_t>(std::floor(values.number(code) / static_cast<double>(step))) * step] +=
        counts[code];
  }
  std::vector<std::pair<std::int64_t, std::uint32_t>> counted(by_step.begin(), by_step.end());
  keep_first(counted, facet, [](std::int64_t from) { return from; });
  const double grain = facet.field->name == "year" ? 1 : facet.field->name == "price" ? 0.01 : 0.1;
  json::Array buckets;
  for (const auto& [from, count] : counted) {
    buckets.push_back({{"key", std::to_string(from) + "-" + std::to_string(from + step - 1)},
                       {"docCount", count},
                       {"from", from},
                       {"to", number_of(static_cast<double>(from + step) - grain)}});
  }
  return buckets;
}

json::Array buckets_of(const Table& table, const FacetQuestion& facet, const Counts& counts, Side side,
                       bool is_public) {
  const Dictionary& values = table.values[index_of(*facet.field)];
  if (facet.field->kind == FieldKind::number) return steps(facet, values, counts);
  const bool of_galleries = facet.field->kind == FieldKind::galleries;
  std::vector<std::pair<Code, std::uint32_t>> counted;
  for (Code code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0 || (of_galleries && place_of(table, values.text(code), is_public) == nullptr)) continue;
    counted.emplace_back(code, counts[code]);
  }
  json::Array buckets;
  if (!of_galleries) {
    keep_first(counted, facet, [&](Code code) { return std::string_view(values.text(code)); });
    for (const auto& [code, count] : counted) buckets.push_back({{"key", values.text(code)}, {"docCount", count}});
    return buckets;
  }
  keep_first(counted, facet, [&](Code code) { return values.number(code); });
  for (const auto& [code, count] : counted) {
    const auto& titles = place_of(table, values.text(code), is_public)->titles;
    const std::string& own = titles[static_cast<std::size_t>(side)];
    buckets.push_back({{"key", values.text(code)},
                       {"docCount", count},
                       {"title", own.empty() ? titles[side == Side::en ? 1 : 0] : own}});
  }
  return buckets;
}

}  // namespace

Selection select(const Table& table, const Question& question, std::optional<std::int64_t> artist,
                 std::optional<std::vector<Match>> matching) {
  Selection selection;
  std::vector<Match>& passing = selection.passing;
  if (matching) {
    passing = *std::move(matching);
  } else {
    passing.resize(table.documents.size());
    for (Slot slot = 0; slot < passing.size(); ++slot) passing[slot] = {slot, 0};
  }
  keep(passing, table.shown_to(artist, question.kind));
  std::vector<Pass> filters;
  for (const auto& filter : question.filters) filters.push_back(pass_of(table, filter, !artist));
  std::array<std::vector<Match>, kFieldCount> nearly;
  if (question.facets.empty()) {
    for (const auto& pass : filters) keep(passing, [&](Slot slot) { return passes(table, slot, pass); });
  } else if (!filters.empty()) {
    keep_passing(table, filters, passing, nearly);
  }
  const Side side = side_of(question.language);
  std::vector<Counts> counts;  // by facet
  for (const auto& facet : question.facets) {
    const std::size_t field = index_of(*facet.field);
    count(table, field, side, nearly[field], counts.emplace_back(table.values[field].size()));
  }
  for (std::size_t begin = 0; begin < passing.size(); begin += kCountedTogether) {
    const auto some = std::span(passing).subspan(begin, std::min(kCountedTogether, passing.size() - begin));
    for (std::size_t i = 0; i < counts.size(); ++i) {
      count(table, index_of(*question.facets[i].field), side, some, counts[i]);
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto& facet = question.facets[i];
    selection.facets.push_back(
        {{"name", facet.field->name}, {"buckets", buckets_of(table, facet, counts[i], side, !artist)}});
  }
  return selection;
}

}  // namespace copper::search
