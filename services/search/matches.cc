#include "services/search/matches.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace copper::search {
namespace {

// PostgreSQL takes the reading of a vector for cheap, though it lies beside the table, and would rather read all than ask an index.
constexpr const char* kByIndex = "SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '32MB'";

// Their ids, one array of prints and one of galleries: thousands of rows would take longer to send than to find.
const std::string kIds =
    "SELECT array_agg(d.id) FILTER (WHERE d.kind = 'print'), array_agg(d.id) FILTER (WHERE d.kind = 'gallery') "
    "FROM search_document d WHERE ";

// In the very expressions of the indexes (schema/0016_search_by_index.sql), and of nothing that another index has: + 0 keeps
// away that of artists. $1 a tsquery.
const std::string kPublic =
    "((CASE WHEN d.is_public AND d.kind = 'print' THEN d.words END) @@ $1::tsquery OR "
    "(CASE WHEN d.is_public AND d.kind = 'gallery' THEN d.words END) @@ $1::tsquery)";
const std::string kInventory = "(d.words || d.internal_words) @@ $1::tsquery AND d.artist_id + 0 = $2";

// By weights: A are titles, B subjects and tags (schema/0011_search.sql). What must not be in a document may be in its rest.
std::string where(Part part, bool leaves_out, bool is_public) {
  const std::string everywhere = is_public ? kPublic : kInventory;
  if (part == Part::all) return everywhere;
  const std::string weights = part == Part::title ? "'{a}'" : "'{a,b}'";
  if (!is_public) return everywhere + " AND ts_filter(d.words, " + weights + ") @@ $1::tsquery";
  return "ts_filter(CASE WHEN d.is_public THEN d.words END, " + weights + ") @@ $1::tsquery" +
         (leaves_out ? " AND " + everywhere : "");
}

// Slots of a PostgreSQL array of ids. What the table does not know has been made since: it will be found next time.
void add_slots(const pqxx::field& ids, const std::unordered_map<std::int64_t, Slot>& slots, Slots& found) {
  if (ids.is_null()) return;
  const char* const end = ids.c_str() + ids.size();
  for (const char* at = ids.c_str() + 1; at < end;) {
    std::int64_t id = 0;
    at = std::from_chars(at, end, id).ptr + 1;
    const auto slot = slots.find(id);
    if (slot != slots.end()) found.push_back(slot->second);
  }
}

}  // namespace

std::shared_ptr<const Slots> MatchFinder::find(const TextQuery& text, Part part, std::optional<std::int64_t> artist) {
  if (text.any_of.size() < 2) return find(text.all, part, artist);
  // Each by itself: a frequent word is in many questions, and reading its half of the collection takes longest.
  auto found = std::make_shared<Slots>();
  for (const auto& query : text.any_of) {
    const auto more = find(query, part, artist);
    Slots both;
    both.reserve(found->size() + more->size());
    std::set_union(found->begin(), found->end(), more->begin(), more->end(), std::back_inserter(both));
    *found = std::move(both);
  }
  return found;
}

std::shared_ptr<const Slots> MatchFinder::find(const std::string& query, Part part,
                                               std::optional<std::int64_t> artist) {
  const std::string key =
      (artist ? std::to_string(*artist) : "") + ":" + std::to_string(static_cast<int>(part)) + ":" + query;
  const auto version = documents_.version();
  if (auto known = kept_.find(version, key)) return known;
  const std::string sql = kIds + where(part, query.find('!') != std::string::npos, !artist);
  const auto row = db_.read([&](pqxx::transaction_base& tx) {
    tx.exec0(kByIndex);
    return artist ? tx.exec_params1(sql, query, *artist) : tx.exec_params1(sql, query);
  });
  Slots found;
  documents_.read([&](const Table& table) {
    add_slots(row[0], table.slots[0], found);
    add_slots(row[1], table.slots[1], found);
  });
  std::sort(found.begin(), found.end());
  const std::size_t weight = key.size() + found.size() * sizeof(Slot);
  return kept_.keep(version, key, std::move(found), weight);
}

}  // namespace copper::search
