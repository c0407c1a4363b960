#include "services/search/finding.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>
#include <stdexcept>

#include "platform/base/embedded.h"
#include "platform/base/error.h"
#include "services/search/facets.h"
#include "services/search/highlights.h"
#include "services/search/titles.h"

std::span<const copper::base::EmbeddedFile> search_files();

namespace copper::search {
namespace {

std::string hits_sql() {
  for (const auto& file : search_files()) {
    if (file.name == "hits.sql") return std::string(file.bytes);
  }
  throw std::out_of_range("there is no file hits.sql");
}

// The best first, equal ones (without a text all) by their time, then by number, prints before galleries.
auto best_first(const Table& table) {
  return [&table](const Match& a, const Match& b) {
    if (a.score != b.score) return a.score > b.score;
    const auto& time = table.published_at;
    if (time[a.slot] != time[b.slot]) return time[a.slot] > time[b.slot];
    const Document& one = table.documents[a.slot];
    const Document& other = table.documents[b.slot];
    return one.is_gallery != other.is_gallery ? other.is_gallery : one.id < other.id;
  };
}

auto sorted_as_asked(const Table& table, const Question& question) {
  return [&table, &question](const Match& one, const Match& other) {
    const Document& a = table.documents[one.slot];
    const Document& b = table.documents[other.slot];
    for (const auto& sort : question.sort) {
      if (sort.field == "_score") {
        if (one.score != other.score) return (one.score > other.score) == sort.descending;
        continue;
      }
      const auto number = [&](Slot slot) -> std::optional<double> {
        const std::size_t field = index_of(*find_field(sort.field));
        const Code code = table.codes[field][slot];
        return code == 0 ? std::nullopt : std::optional(table.values[field].number(code));
      };
      if (sort.field == "publishedAt") {
        const auto time = table.published_at[one.slot];
        const auto others = table.published_at[other.slot];
        if ((time == kNever) != (others == kNever)) return others == kNever;
        if (time != others) return (time > others) == sort.descending;
        continue;
      }
      const auto of_a = number(one.slot);
      const auto of_b = number(other.slot);
      if (of_a.has_value() != of_b.has_value()) return of_a.has_value();  // what has none comes last
      if (of_a != of_b) return (*of_a > *of_b) == sort.descending;
    }
    return a.is_gallery != b.is_gallery ? b.is_gallery : a.id < b.id;
  };
}

Key key_of(const Table& table, const Match& match) {
  return {table.documents[match.slot].is_gallery, table.documents[match.slot].id};
}

constexpr std::int64_t kSortedTogether = 500;

// The keys of those in the places `from` to `to` when they are sorted.
template <class Before>
std::vector<Key> sorted(const Table& table, std::vector<Match>& matches, std::int64_t from, std::int64_t to,
                        Before before) {
  const auto at = [&](std::int64_t place) {
    return matches.begin() + std::min(place, static_cast<std::int64_t>(matches.size()));
  };
  if (at(from) == at(to)) return {};
  // The first pages are at hand sooner when they are sorted together.
  const auto sorted_from = from < kSortedTogether ? matches.begin() : at(from);
  if (sorted_from != matches.begin()) std::nth_element(matches.begin(), sorted_from, matches.end(), before);
  std::partial_sort(sorted_from, at(to), matches.end(), before);
  std::vector<Key> keys;
  std::transform(at(from), at(to), std::back_inserter(keys), [&](const Match& match) { return key_of(table, match); });
  return keys;
}

bool is_sorted_by_title(const Question& question) {
  return std::any_of(question.sort.begin(), question.sort.end(),
                     [](const Sort& sort) { return sort.field == "title"; });
}

// What is sorted by title too.
struct Unsorted {
  std::vector<Key> keys;
  std::vector<float> scores;
};

Unsorted unsorted(const Table& table, const std::vector<Match>& passing) {
  Unsorted unsorted;
  for (const auto& match : passing) {
    unsorted.keys.push_back(key_of(table, match));
    unsorted.scores.push_back(match.score);
  }
  return unsorted;
}

std::string sorted_column(const std::string& field, const std::string& language) {
  if (field == "_score") return "m.score";
  if (field == "publishedAt") return "d.published_at";
  if (field == "title") return title_sql(language);
  return field == "height" || field == "width" ? "d." + field + "_mm" : "d." + field;
}

constexpr std::size_t kSortedByPostgresMax = 5000;  // beyond, fewer titles are read in their order than would be sorted

std::vector<Key> page_by_title(db::Pool& db, const Question& question, Unsorted unsorted) {
  const std::int64_t from = (question.page - 1) * question.limit;
  const bool by_nothing_else = question.sort.size() == 1 && !question.sort[0].descending;
  if (by_nothing_else && unsorted.keys.size() > kSortedByPostgresMax) {
    return sorted_by_title(db, std::move(unsorted.keys), question.language, from, from + question.limit);
  }
  std::string order;
  for (const auto& sort : question.sort) {
    order += sorted_column(sort.field, question.language) + (sort.descending ? " DESC" : " ASC") + " NULLS LAST, ";
  }
  const KeyArrays keys_of_all(unsorted.keys);
  std::vector<std::string> scores;
  for (const float score : unsorted.scores) scores.push_back(std::to_string(score));
  const auto rows = db.read([&](pqxx::transaction_base& tx) {
    return tx.exec_params(
        "SELECT kind, id FROM unnest($1::text[], $2::bigint[], $3::real[]) m (kind, id, score) "
        "JOIN search_document d USING (kind, id) ORDER BY " +
            order + "kind DESC, id LIMIT $4 OFFSET $5",
        keys_of_all.kinds, keys_of_all.ids, array_literal(scores), question.limit, from);
  });
  std::vector<Key> keys;
  for (const auto& row : rows) keys.push_back({row[0].c_str()[0] == 'g', row[1].as<std::int64_t>()});
  return keys;
}

json::Object answer(const Question& question, json::Array hits, std::int64_t total, json::Value facets) {
  return {{"hits", std::move(hits)}, {"totalHits", total},
          {"matched", "all"},        {"facets", std::move(facets)},
          {"page", question.page},   {"totalPages", (total + question.limit - 1) / question.limit}};
}

json::Array empty_facets(const Question& question) {
  json::Array facets;
  for (const auto& facet : question.facets) facets.push_back({{"name", facet.field->name}, {"buckets", json::Array()}});
  return facets;
}

json::Array hits_of(const SearchOptions& options, const Question& question, const std::vector<Key>& page,
                    bool is_artist, bool with_texts) {
  json::Array hits;
  if (page.empty()) return hits;
  const KeyArrays keys(page);
  static const std::string sql = hits_sql();
  const std::string cdn = options.cdn_url.ends_with('/') ? options.cdn_url : options.cdn_url + "/";
  for (const auto& row :
       options.db.query("search_hits", sql, keys.kinds, keys.ids, question.language, cdn, is_artist, with_texts)) {
    hits.push_back(boost::json::parse(row[0].c_str()));
    json::Object& hit = hits.back().as_object();
    if (!is_artist) hit.erase("status");
  }
  return hits;
}

// Nobody who types a sentence into the search box means every word of it. What stands in quotation marks is meant.
bool may_relax(const std::vector<Clause>& clauses) {
  return clauses.size() > 1 && std::none_of(clauses.begin(), clauses.end(), [](const Clause& c) { return c.quoted; });
}

json::Object find(Search& search, const Question& question, const TextQuery& text, std::optional<std::int64_t> artist) {
  if (question.text && text.wanted.empty()) return answer(question, {}, 0, empty_facets(question));
  json::Value facets;
  std::int64_t total = 0;
  std::vector<Key> page;
  std::optional<Unsorted> by_title;
  search.documents.read([&](const Table& table) {
    std::optional<std::vector<Match>> matches;
    if (question.text) matches = match(table, text, side_of(question.language), !artist);
    Selection found = select(table, question, artist, std::move(matches));
    facets = std::move(found.facets);
    total = static_cast<std::int64_t>(found.passing.size());
    const std::int64_t from = (question.page - 1) * question.limit;
    const std::int64_t to = from + question.limit;
    if (from >= total) return;
    if (question.sort.empty()) {
      page = best(table, found.passing, from, to);
    } else if (is_sorted_by_title(question)) {
      by_title = unsorted(table, found.passing);
    } else {
      page = sorted(table, found.passing, from, to, sorted_as_asked(table, question));
    }
  });
  if (by_title) page = page_by_title(search.options.db, question, *std::move(by_title));
  json::Array hits = hits_of(search.options, question, page, artist.has_value(), has_marks(text));
  highlight(hits, text, search.lexicon);
  return answer(question, std::move(hits), total, std::move(facets));
}

// Whether any document of the kind has the words, whatever the filters let pass.
bool is_anywhere(Search& search, const Question& question, const TextQuery& text, std::optional<std::int64_t> artist) {
  return search.documents.read([&](const Table& table) {
    const auto matches = match(table, text, side_of(question.language), !artist);
    const auto is_shown = table.shown_to(artist, question.kind);
    return std::any_of(matches.begin(), matches.end(), [&](const Match& one) { return is_shown(one.slot); });
  });
}

}  // namespace

KeyArrays::KeyArrays(const std::vector<Key>& keys) {
  std::vector<std::string> all_kinds;
  std::vector<std::string> all_ids;
  for (const auto& key : keys) {
    all_kinds.emplace_back(key.is_gallery ? "gallery" : "print");
    all_ids.push_back(std::to_string(key.id));
  }
  kinds = array_literal(all_kinds);
  ids = array_literal(all_ids);
}

std::vector<Key> best(const Table& table, std::vector<Match>& matches, std::int64_t from, std::int64_t to) {
  return sorted(table, matches, from, to, best_first(table));
}

json::Object find(Search& search, const Question& question, std::optional<std::int64_t> artist) {
  search.documents.refresh(artist.has_value());
  if (!question.text) return find(search, question, {}, artist);
  QueryRule rule = question.text->rule;
  rule.public_words = !artist;
  const TextQuery text = search.lexicon.query(question.text->clauses, rule);
  auto answer = find(search, question, text, artist);
  if (answer.at("totalHits") != 0 || !rule.last_is_prefix || !may_relax(question.text->clauses)) return answer;
  if (is_anywhere(search, question, text, artist)) return answer;
  rule.any = true;
  answer = find(search, question, search.lexicon.query(question.text->clauses, rule), artist);
  if (answer.at("totalHits") != 0) answer.at("matched") = "some";
  return answer;
}

}  // namespace copper::search
