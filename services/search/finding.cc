#include "services/search/finding.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <stdexcept>

#include "platform/base/embedded.h"
#include "platform/base/error.h"
#include "services/search/facets.h"
#include "services/search/highlights.h"

std::span<const copper::base::EmbeddedFile> search_files();

namespace copper::search {
namespace {

// Title over subject and tags over description over the rest: PostgreSQL counts them D, C, B, A.
constexpr const char* kWeights = "'{0.02, 0.1, 0.4, 1}'";

std::string hits_sql() {
  for (const auto& file : search_files()) {
    if (file.name == "hits.sql") return std::string(file.bytes);
  }
  throw std::out_of_range("there is no file hits.sql");
}

// A document's place in the order without a text: the newest first, equal ones by number, prints before galleries.
bool is_newer(const Document& a, const Document& b) {
  if (a.published_at != b.published_at) return a.published_at > b.published_at;
  return a.is_gallery != b.is_gallery ? b.is_gallery : a.id < b.id;
}

// What stands where.
struct Plan {
  std::vector<Key> ordered;  // by PostgreSQL, and then comes
  std::vector<Key> page;     // what of the page stands after those
};

std::vector<Key> keys_of(const Table& table, std::span<const Slot> slots) {
  std::vector<Key> keys;
  for (const Slot slot : slots) keys.push_back({table.documents[slot].is_gallery, table.documents[slot].id});
  return keys;
}

// The part of `slots` that stands on the page when they are sorted, `skipped` others being before them.
template <class Before>
std::vector<Key> page_of(const Table& table, std::vector<Slot>& slots, const Question& question, std::size_t skipped,
                         Before before) {
  const auto at = [&](std::int64_t position) {
    return static_cast<std::ptrdiff_t>(std::clamp(position - static_cast<std::int64_t>(skipped), std::int64_t{0},
                                                  static_cast<std::int64_t>(slots.size())));
  };
  const auto from = at((question.page - 1) * question.limit);
  const auto to = at(question.page * question.limit);
  if (from == to) return {};
  const auto by_document = [&](Slot a, Slot b) { return before(table.documents[a], table.documents[b]); };
  if (from > 0) std::nth_element(slots.begin(), slots.begin() + from, slots.end(), by_document);
  std::partial_sort(slots.begin() + from, slots.begin() + to, slots.end(), by_document);
  return keys_of(table, std::span(slots).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

// So many documents are ranked: those whose titles match before those whose subjects or tags do, before the rest, of each the
// newest. A word that is in half of the collection costs no more than this, and few look farther than the first pages.
constexpr std::size_t kRankedMax = 200;

// Of what stands behind the first `from`, brings the newest of `first` (of all when null) forward, until kRankedMax are in
// front. How many are.
std::size_t bring_forward(const Table& table, const Slots* first, Slots& passing, std::size_t from) {
  const auto begin = passing.begin() + static_cast<std::ptrdiff_t>(from);
  auto end = passing.end();
  if (first != nullptr) {
    std::vector<char> is_first(table.documents.size());
    for (const Slot slot : *first) is_first[slot] = 1;
    end = std::partition(begin, end, [&](Slot slot) { return is_first[slot] != 0; });
  }
  const auto middle = passing.begin() + static_cast<std::ptrdiff_t>(kRankedMax);
  if (end > middle) {
    std::nth_element(begin, middle, end,
                     [&](Slot a, Slot b) { return is_newer(table.documents[a], table.documents[b]); });
    end = middle;
  }
  return static_cast<std::size_t>(end - passing.begin());
}

// Brings those that are ranked to the front of `passing`; how many.
std::size_t choose_ranked(Search& search, const TextQuery& text, std::optional<std::int64_t> artist, Slots& passing) {
  if (passing.size() <= kRankedMax) return passing.size();
  std::size_t ranked = 0;
  for (const Part part : {Part::title, Part::title_or_subject, Part::all}) {
    const auto first = part == Part::all ? nullptr : search.matches.find(text, part, artist);
    ranked =
        search.documents.read([&](const Table& table) { return bring_forward(table, first.get(), passing, ranked); });
    if (ranked == kRankedMax) break;
  }
  return ranked;
}

// By what PostgreSQL knows better: collation and rank.
bool is_sorted_by_postgresql(const Question& question) {
  return std::any_of(question.sort.begin(), question.sort.end(), [&](const Sort& sort) {
    return sort.field == "title" || (sort.field == "_score" && question.text);
  });
}

auto sorted_as_asked(const Table& table, const Question& question) {
  return [&table, &question](const Document& a, const Document& b) {
    for (const auto& sort : question.sort) {
      if (sort.field == "_score") continue;
      const auto number = [&](const Document& document) -> std::optional<double> {
        const std::size_t field = index_of(*find_field(sort.field));
        const Code code = document.codes[field];
        return code == 0 ? std::nullopt : std::optional(table.values[field].number(code));
      };
      if (sort.field == "publishedAt") {
        constexpr auto kNever = std::numeric_limits<std::int64_t>::min();
        if ((a.published_at == kNever) != (b.published_at == kNever)) return b.published_at == kNever;
        if (a.published_at != b.published_at) return (a.published_at > b.published_at) == sort.descending;
        continue;
      }
      const auto of_a = number(a);
      const auto of_b = number(b);
      if (of_a.has_value() != of_b.has_value()) return of_a.has_value();  // what has none comes last
      if (of_a != of_b) return (*of_a > *of_b) == sort.descending;
    }
    return a.is_gallery != b.is_gallery ? b.is_gallery : a.id < b.id;
  };
}

// Of `passing` the first `ranked` are ranked by PostgreSQL.
Plan plan(const Table& table, const Question& question, Slots& passing, std::size_t ranked) {
  if (is_sorted_by_postgresql(question)) return {.ordered = keys_of(table, passing)};
  if (!question.sort.empty()) return {.page = page_of(table, passing, question, 0, sorted_as_asked(table, question))};
  Plan plan;
  if ((question.page - 1) * question.limit < static_cast<std::int64_t>(ranked)) {
    plan.ordered = keys_of(table, std::span(passing).first(ranked));
  }
  passing.erase(passing.begin(), passing.begin() + static_cast<std::ptrdiff_t>(ranked));
  plan.page = page_of(table, passing, question, ranked, is_newer);
  return plan;
}

// Puts documents in their order and answers those of the page.
class Ordering {
 public:
  Ordering(const Question& question, const TextQuery& text, std::optional<std::int64_t> artist)
      : question_(question), text_(text), artist_(artist) {}

  // What is ranked is kept, all of it: who turns the page, and who asks the same.
  std::vector<Key> page(Search& search, const std::vector<Key>& keys, std::uint64_t version) const {
    std::array<std::vector<std::string>, 2> ids;
    for (const auto& key : keys) ids[key.is_gallery].push_back(std::to_string(key.id));
    const std::string prints = array_literal(ids[0]);
    const std::string galleries = array_literal(ids[1]);
    const auto from = static_cast<std::size_t>((question_.page - 1) * question_.limit);
    const auto limit = static_cast<std::size_t>(question_.limit);
    if (!question_.sort.empty()) return ordered(search.options.db, prints, galleries, from, limit);
    const std::string key = (artist_ ? std::to_string(*artist_) : "") + ":" + question_.language + ":" + text_.all +
                            ":" + text_.exact + ":" + prints + galleries;
    auto ranked = search.ranked.find(version, key);
    if (!ranked) {
      ranked = search.ranked.keep(version, key, ordered(search.options.db, prints, galleries, 0, keys.size()),
                                  key.size() + keys.size() * sizeof(Key));
    }
    const auto at = [&](std::size_t position) {
      return ranked->begin() + static_cast<std::ptrdiff_t>(std::min(position, ranked->size()));
    };
    return {at(from), at(from + limit)};
  }

 private:
  std::vector<Key> ordered(db::Pool& db, const std::string& prints, const std::string& galleries, std::size_t from,
                           std::size_t limit) const {
    const std::string scope = artist_ ? "d.artist_id = " + std::to_string(*artist_) : "d.is_public";
    const auto rows = db.read([&](pqxx::transaction_base& tx) {
      return tx.exec_params(
          "SELECT d.kind, d.id FROM search_document d WHERE (d.kind = 'print' AND d.id = ANY ($1::bigint[]) OR "
          "d.kind = 'gallery' AND d.id = ANY ($2::bigint[])) AND " +
              scope + " ORDER BY " + order(tx) + " LIMIT $3 OFFSET $4",
          prints, galleries, limit, from);
    });
    std::vector<Key> keys;
    for (const auto& row : rows) keys.push_back({row[0].c_str()[0] == 'g', row[1].as<std::int64_t>()});
    return keys;
  }

  // A document in which the visitor's own language matches comes before an equal one in which only the other does.
  std::string score(pqxx::transaction_base& tx) const {
    const std::string exact = tx.quote(text_.exact) + "::tsquery";
    const std::string rank =
        "ts_rank(" + std::string(kWeights) + ", " + (artist_ ? "(d.words || d.internal_words)" : "d.words") + ", ";
    return "(" + rank + exact + ") + 0.3 * " + rank + tx.quote(text_.all) + "::tsquery)) * CASE WHEN d.words_" +
           question_.language + " @@ " + exact + " THEN 1.25 ELSE 1 END";
  }

  std::string order(pqxx::transaction_base& tx) const {
    std::string columns;
    for (const auto& sort : question_.sort) {
      if (sort.field == "_score" && !question_.text) continue;
      columns += column(tx, sort.field) + (sort.descending ? " DESC" : " ASC") + " NULLS LAST, ";
    }
    return (question_.sort.empty() ? score(tx) + " DESC, " : columns) + "d.kind DESC, d.id";
  }

  std::string column(pqxx::transaction_base& tx, const std::string& field) const {
    const std::string& language = question_.language;
    if (field == "_score") return score(tx);
    if (field == "publishedAt") return "d.published_at";
    if (field == "title") {
      return "coalesce(d.title_" + language + ", d.title_" + (language == "da" ? "en" : "da") + ") COLLATE \"" +
             language + "-x-icu\"";
    }
    return field == "height" || field == "width" ? "d." + field + "_mm" : "d." + field;
  }

  const Question& question_;
  const TextQuery& text_;
  std::optional<std::int64_t> artist_;
};

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
                    bool is_artist) {
  json::Array hits;
  if (page.empty()) return hits;
  std::vector<std::string> kinds;
  std::vector<std::string> ids;
  for (const auto& key : page) {
    kinds.push_back(key.is_gallery ? "gallery" : "print");
    ids.push_back(std::to_string(key.id));
  }
  static const std::string sql = hits_sql();
  const std::string cdn = options.cdn_url.ends_with('/') ? options.cdn_url : options.cdn_url + "/";
  for (const auto& row : options.db.query("search_hits", sql, array_literal(kinds), array_literal(ids),
                                          question.language, cdn, is_artist)) {
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
  if (question.text && text.all.empty()) return answer(question, {}, 0, empty_facets(question));
  search.documents.refresh(artist.has_value());
  const auto version = search.documents.version();
  const auto matches = question.text ? search.matches.find(text, Part::all, artist) : nullptr;
  Selection found =
      search.documents.read([&](const Table& table) { return select(table, question, artist, matches.get()); });
  const auto total = static_cast<std::int64_t>(found.passing.size());
  std::vector<Key> page;
  if ((question.page - 1) * question.limit < total) {
    const bool is_ranked = question.text && question.sort.empty();
    const std::size_t ranked = is_ranked ? choose_ranked(search, text, artist, found.passing) : 0;
    const Plan planned =
        search.documents.read([&](const Table& table) { return plan(table, question, found.passing, ranked); });
    if (!planned.ordered.empty()) page = Ordering(question, text, artist).page(search, planned.ordered, version);
    page.insert(page.end(), planned.page.begin(), planned.page.end());
  }
  json::Array hits = hits_of(search.options, question, page, artist.has_value());
  highlight(hits, text, search.lexicon);
  return answer(question, std::move(hits), total, std::move(found.facets));
}

// Whether any document of the kind has the words, whatever the filters let pass.
bool is_anywhere(Search& search, const Question& question, const TextQuery& text, std::optional<std::int64_t> artist) {
  if (text.all.empty()) return false;
  const auto matches = search.matches.find(text, Part::all, artist);
  return search.documents.read([&](const Table& table) {
    return std::any_of(matches->begin(), matches->end(), [&](Slot slot) {
      return question.kind.empty() || table.documents[slot].is_gallery == (question.kind == "gallery");
    });
  });
}

}  // namespace

json::Object find(Search& search, const Question& question, std::optional<std::int64_t> artist) {
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
