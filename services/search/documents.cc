#include "services/search/documents.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>

#include "platform/base/error.h"
#include "platform/observe/log.h"
#include "services/search/search.h"

namespace copper::search {
namespace {

constexpr std::chrono::milliseconds kLoadingTime{2000};
constexpr std::chrono::seconds kPause{5};  // of who learns by itself
// Of one statement here, whatever the time is that questions have.
constexpr const char* kTime = "SET LOCAL statement_timeout = '10s'";
constexpr char kBetween = '\x1f';  // in no text

constexpr std::size_t kLeftBehindMax = 1000;  // old slots, however few documents there are

// Of c (kind, id): everything about it, or nulls when it is no more.
constexpr const char* kColumns = R"(
SELECT c.kind, c.id, d.artist_id, d.is_public, (extract(epoch FROM d.published_at) * 1000000)::bigint,
       CASE WHEN c.kind = 'gallery' THEN d.title_en END, CASE WHEN c.kind = 'gallery' THEN d.title_da END,
       array_to_string(d.tags_en, E'\x1f'), array_to_string(d.tags_da, E'\x1f'),
       (SELECT string_agg(gp.gallery_id::text, E'\x1f') FROM gallery_print gp WHERE c.kind = 'print' AND gp.print_id = c.id),
       d.year, d.medium, d.technique, d.plate_type, d.paper_type, d.subject_en, d.style, d.availability, NULL, NULL,
       d.height_mm, d.width_mm, d.price, d.subject_da, c.transaction,
       d.words_en, d.words_da, ts_filter(d.words, '{d}'), d.internal_words
FROM )";
constexpr int kTitles = 5, kTags = 7, kGalleries = 9, kCodes = 10;  // columns; from the last on one for each code
constexpr int kTransaction = kCodes + static_cast<int>(kFieldCount) + 1;
constexpr int kWords = kTransaction + 1;  // English, Danish, of no language, internal

// The next of all, and of those that changed. A transaction that is to come is one of another database, which this one was
// copied from.
constexpr const char* kEverything =
    "(SELECT kind, id, NULL AS transaction FROM search_document WHERE (kind, id) > ($1, $2) ORDER BY kind, id LIMIT "
    "$3) c "
    "JOIN search_document d USING (kind, id) ORDER BY c.kind, c.id";
constexpr const char* kChanged =
    "(SELECT kind, id, transaction FROM search_change WHERE (kind, id) > ($1, $2) AND transaction >= $4::xid8 "
    "AND transaction < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY kind, id LIMIT $3) c "
    "LEFT JOIN search_document d USING (kind, id) ORDER BY c.kind, c.id";

constexpr const char* kNow = "SELECT revision, pg_snapshot_xmin(pg_current_snapshot()) FROM content_revision";

std::uint64_t transaction_number(const pqxx::field& field) {
  return std::strtoull(field.c_str(), nullptr, 10);
}

// Appends the codes of a joined list; how many.
std::uint16_t add_list(Dictionary& values, std::string_view joined, std::vector<Code>& codes) {
  std::uint16_t count = 0;
  while (!joined.empty() && count < std::numeric_limits<std::uint16_t>::max()) {
    const auto end = std::min(joined.find(kBetween), joined.size());
    codes.push_back(values.add(std::string(joined.substr(0, end))));
    joined.remove_prefix(std::min(end + 1, joined.size()));
    ++count;
  }
  return count;
}

void read_words(const pqxx::row& row, Slot slot, Postings& words) {
  constexpr std::array<std::optional<Side>, 4> kSides = {Side::en, Side::da, Side::en, std::nullopt};
  for (std::size_t i = 0; i < kSides.size(); ++i) {
    const auto vector = row[kWords + static_cast<int>(i)];
    words.add(slot, {vector.c_str(), vector.size()}, kSides[i]);
  }
}

// Whose place is the next slot.
void add_document(const pqxx::row& row, Table& table) {
  Document document{.id = row[1].as<std::int64_t>(),
                    .transaction = transaction_number(row[kTransaction]),
                    .is_gallery = row[0].c_str()[0] == 'g'};
  Codes codes{};
  if (row[2].is_null()) return table.add(document, codes, kNever);
  document.artist = row[2].as<std::int64_t>();
  document.is_public = row[3].as<bool>();
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto text = row[kCodes + static_cast<int>(i)];
    const std::size_t field = i < kFieldCount ? i : index_of(*find_field("subject"));
    if (!text.is_null()) codes[i] = table.values[field].add(text.c_str());
  }
  std::vector<Code> lists;
  Dictionary& tags = table.values[index_of(*find_field("tags"))];
  document.tags_en = add_list(tags, row[kTags].c_str(), lists);
  document.tags_da = add_list(tags, row[kTags + 1].c_str(), lists);
  document.galleries = add_list(table.values[index_of(*find_field("gallery"))], row[kGalleries].c_str(), lists);
  document.lists = static_cast<std::uint32_t>(table.lists.size());
  table.lists.insert(table.lists.end(), lists.begin(), lists.end());
  read_words(row, static_cast<Slot>(table.documents.size()), table.words);
  table.add(document, codes, row[4].is_null() ? kNever : row[4].as<std::int64_t>());
}

}  // namespace

Code Dictionary::add(const std::string& text) {
  const auto [entry, is_new] = codes_.try_emplace(text, static_cast<Code>(texts_.size()));
  if (is_new) {
    texts_.push_back(&entry->first);
    numbers_.push_back(std::strtod(text.c_str(), nullptr));
  }
  return entry->second;
}

Code Dictionary::find(const std::string& text) const {
  const auto entry = codes_.find(text);
  return entry == codes_.end() ? 0 : entry->second;
}

bool Table::knows(std::string_view word, bool is_prefix, bool is_public) const {
  const auto readers = words.readers(word, is_prefix);
  return std::any_of(readers.begin(), readers.end(), [&](Postings::Reader reader) {
    return reader.has([&](Slot slot, Places places) {
      return is_public ? scopes[slot].is_public && (places & ~kInternal) != 0 : documents[slot].artist != 0;
    });
  });
}

void Table::add(const Document& document, const Codes& its_codes, std::int64_t its_time) {
  documents.push_back(document);
  scopes.push_back({document.is_public, document.is_gallery});
  published_at.push_back(its_time);
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i].push_back(its_codes[i]);
}

void Table::forget(Slot slot) {
  documents[slot] = {};
  scopes[slot] = {};
}

void Table::compact() {
  std::vector<Slot> renumbered(documents.size(), Postings::kNoSlot);
  const auto all = std::exchange(documents, {});
  const auto all_codes = std::exchange(codes, {});
  const auto all_times = std::exchange(published_at, {});
  std::vector<Code> kept_lists;
  scopes.clear();
  for (Slot slot = 0; slot < all.size(); ++slot) {
    Document document = all[slot];
    auto& its_slots = slots[document.is_gallery];
    const auto known = its_slots.find(document.id);
    if (known == its_slots.end() || known->second != slot) continue;
    known->second = renumbered[slot] = static_cast<Slot>(documents.size());
    const auto begin = lists.begin() + document.lists;
    document.lists = static_cast<std::uint32_t>(kept_lists.size());
    kept_lists.insert(kept_lists.end(), begin, begin + document.tags_en + document.tags_da + document.galleries);
    Codes its_codes;
    for (std::size_t i = 0; i < its_codes.size(); ++i) its_codes[i] = all_codes[i][slot];
    add(document, its_codes, all_times[slot]);
  }
  lists = std::move(kept_lists);
  words.renumber(renumbered);
}

void Documents::refresh(bool drafts) {
  const auto revision = db_.query("search_revision", "SELECT revision FROM content_revision")[0][0].as<std::int64_t>();
  const auto known = [&] { return !drafts && revision_ == revision; };
  if (known()) return;
  const std::unique_lock lock(loading_, kLoadingTime + std::chrono::seconds(1));
  if (!lock) throw Error(ErrorCode::unavailable, "The search has much to learn just now. Try again in a moment.");
  const auto until = std::chrono::steady_clock::now() + kLoadingTime;
  // A round that somebody else began may not know what we were asked about.
  for (bool is_ours = false; !is_ours && !known();) {
    is_ours = !round_;
    if (!learn(until)) {
      throw Error(ErrorCode::unavailable, "The search has much to learn just now. Try again in a moment.");
    }
  }
}

// Ends the round that is under way, or else one that it begins; whether there was time enough.
bool Documents::learn(std::chrono::steady_clock::time_point until) {
  if (!round_) begin();
  while (read_some()) {
    if (std::chrono::steady_clock::now() > until) return false;
  }
  return true;
}

void Documents::begin() {
  const auto now = db_.query("search_now", kNow)[0];
  Round round{horizon_ == 0, now[0].as<std::int64_t>(), transaction_number(now[1])};
  // A database that was put in the place of another.
  if (round.oldest < horizon_ || round.revision < revision_) forget();
  round.everything = horizon_ == 0;
  round_ = std::move(round);
}

pqxx::result Documents::rows_behind(const std::string& last_kind, std::int64_t last_id) const {
  const bool everything = round_->everything;
  return db_.read([&](pqxx::transaction_base& tx) {
    tx.exec0(kTime);
    if (everything) return tx.exec_params(std::string(kColumns) + kEverything, last_kind, last_id, at_once_);
    return tx.exec_params(std::string(kColumns) + kChanged, last_kind, last_id, at_once_, std::to_string(horizon_));
  });
}

// Whether there is more.
bool Documents::read_some() {
  const auto rows = round_->next.valid() ? round_->next.get() : rows_behind(round_->last_kind, round_->last_id);
  const bool has_more = rows.size() == static_cast<pqxx::result::size_type>(at_once_);
  std::string last_kind;
  std::int64_t last_id = 0;
  std::future<pqxx::result> next;
  if (has_more) {
    last_kind = rows.back()[0].as<std::string>();
    last_id = rows.back()[1].as<std::int64_t>();
    // PostgreSQL looks for the next ones while these are learned.
    next = std::async(std::launch::async, &Documents::rows_behind, this, last_kind, last_id);
  }
  apply(rows);  // when it throws, these rows are read once more
  if (has_more) {
    round_->last_kind = std::move(last_kind);
    round_->last_id = last_id;
    round_->next = std::move(next);
    return true;
  }
  horizon_ = round_->oldest;
  revision_ = round_->revision;
  round_.reset();
  return false;
}

void Documents::keep_learning() {
  learner_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      bool has_failed = false;
      try {
        const std::lock_guard lock(loading_);
        while (!stop.stop_requested() && !learn(std::chrono::steady_clock::now())) continue;
      } catch (const std::exception& error) {
        has_failed = true;
        log::warning("documents not read", {{"error", error.what()}});
      }
      std::unique_lock lock(waiting_);
      has_failed_ = has_failed;
      changed_.notify_all();
      changed_.wait_for(lock, stop, kPause, [] { return false; });
    }
  });
}

void Documents::wait_until_known(std::chrono::milliseconds time) const {
  std::unique_lock lock(waiting_);
  changed_.wait_for(lock, time, [this] { return are_known() || has_failed_; });
}

void Documents::apply(const pqxx::result& rows) {
  if (rows.empty()) return;
  const std::unique_lock lock(mutex_);
  bool has_changed = false;
  for (const auto& row : rows) {
    const bool is_gallery = row[0].c_str()[0] == 'g';
    auto& slots = table_.slots[is_gallery];
    const auto id = row[1].as<std::int64_t>();
    if (const auto known = slots.find(id); known != slots.end()) {
      const Document& document = table_.documents[known->second];
      // While an old transaction is under way, what later ones did is read again and again.
      const auto transaction = transaction_number(row[kTransaction]);
      if (transaction != 0 && document.transaction == transaction) continue;
      table_.forget(known->second);
    }
    has_changed = true;
    slots[id] = static_cast<Slot>(table_.documents.size());
    add_document(row, table_);
    if (is_gallery) {
      table_.galleries[id] = {.is_public = table_.scopes.back().is_public,
                              .titles = {row[kTitles].c_str(), row[kTitles + 1].c_str()}};
    }
  }
  const auto known = table_.slots[0].size() + table_.slots[1].size();
  if (table_.documents.size() > 2 * known + kLeftBehindMax) table_.compact();
  if (has_changed) ++table_.version;
}

void Documents::forget() {
  horizon_ = 0;
  revision_ = -1;
  const std::unique_lock lock(mutex_);
  table_ = {.version = table_.version + 1};
}

}  // namespace copper::search
