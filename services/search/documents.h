// What documents are found, ranked, filtered, counted and sorted by, in memory: one or two kilobytes for each, so that a hundred
// thousand of them are looked through in a few milliseconds.
//
//   Documents documents(pool);
//   documents.refresh(false);
//   documents.read([&](const Table& table) { … });
//
// Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <future>
#include <limits>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/db/pool.h"
#include "services/search/filters.h"
#include "services/search/postings.h"

namespace copper::search {

using Code = std::uint32_t;

// The different values of a field, numbered in the order in which they came; 0 is none.
class Dictionary {
 public:
  Code add(const std::string& text);
  Code find(const std::string& text) const;  // 0 when there is no such value
  const std::string& text(Code code) const { return *texts_[code]; }
  double number(Code code) const { return numbers_[code]; }  // of fields that are numbers
  std::size_t size() const { return texts_.size(); }         // of an array over all codes

 private:
  std::unordered_map<std::string, Code> codes_;
  std::vector<const std::string*> texts_{nullptr};
  std::vector<double> numbers_{0};
};

struct Document {
  std::int64_t id = 0;
  std::uint64_t transaction = 0;                          // the last that changed it; 0: not known
  std::int64_t artist = 0;                                // 0: there is no such document any more
  std::uint32_t lists = 0;                                // where its tags and galleries begin
  std::uint16_t tags_en = 0, tags_da = 0, galleries = 0;  // how many of them follow each other there
  bool is_gallery = false;
  bool is_public = false;
};

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
inline constexpr std::size_t kDanishSubject = kFieldCount;  // beside the fields, of which one is the English
using Codes = std::array<Code, kFieldCount + 1>;            // of a document by field; 0 where it has none or several

struct HangingPlace {  // a gallery
  bool is_public = false;
  std::array<std::string, 2> titles;  // by Side
};

struct Table {
  std::vector<Document>
      documents;  // one that changed stands in another slot than before, and nothing is in its old one
  struct Scope {
    bool is_public, is_gallery;
  };
  std::vector<Scope> scopes;               // of the documents: looked at far more often than the rest of them
  std::vector<std::int64_t> published_at;  // microseconds, or kNever
  // A field of many documents is looked at, not many fields of one.
  std::array<std::vector<Code>, kFieldCount + 1> codes;
  Postings words;
  std::array<Dictionary, kFieldCount> values;
  std::vector<Code> lists;
  std::unordered_map<std::int64_t, HangingPlace> galleries;
  std::array<std::unordered_map<std::int64_t, Slot>, 2> slots;  // of prints, of galleries
  std::uint64_t version = 0;                                    // another one after every change

  void add(const Document& document, const Codes& its_codes, std::int64_t its_time);
  void forget(Slot slot);  // what changed or is no more
  // Leaves out what is of documents that changed.
  void compact();

  // Of a slot, whether the artist, or everybody (nullopt), is shown it when asking for a kind ("print", "gallery", empty for both).
  auto shown_to(std::optional<std::int64_t> artist, std::string_view kind) const {
    return [this, artist, all = kind.empty(), galleries = kind == "gallery"](Slot slot) {
      const bool is_theirs = artist ? documents[slot].artist == *artist : scopes[slot].is_public;
      return is_theirs && (all || scopes[slot].is_gallery == galleries);
    };
  }

  // What a document has of a field, whose kind is said for those who ask of many, in a language; where there is no language, the
  // same for both.
  std::span<const Code> of(Slot slot, std::size_t field, FieldKind kind, Side side) const {
    const Document& document = documents[slot];
    const auto from_lists = [&](std::size_t before, std::size_t count) {
      return std::span(lists.data() + document.lists + before, count);
    };
    switch (kind) {
      case FieldKind::subject: return {&codes[side == Side::da ? kDanishSubject : field][slot], 1};
      case FieldKind::tags:
        return side == Side::en ? from_lists(0, document.tags_en) : from_lists(document.tags_en, document.tags_da);
      case FieldKind::galleries: return from_lists(document.tags_en + document.tags_da, document.galleries);
      default: return {&codes[field][slot], 1};
    }
  }
  // The same, and the other language where that one has nothing.
  std::span<const Code> shown(Slot slot, std::size_t field, FieldKind kind, Side side) const {
    const auto own = of(slot, field, kind, side);
    return own.empty() || own[0] == 0 ? of(slot, field, kind, side == Side::en ? Side::da : Side::en) : own;
  }
  // Whether a document has the word or, of a prefix, one that begins so; `is_public`: a published one, not among internal words.
  bool knows(std::string_view word, bool is_prefix, bool is_public) const;
};

class Documents {
 public:
  // So many are read at once: less than a tenth of a second.
  explicit Documents(db::Pool& db, int at_once = 1000) : db_(db), at_once_(at_once) {}

  // Learns what has been committed: all that the public can see, and drafts too when asked to. Reads only what has changed,
  // the first time everything, at most two seconds long: throws Error unavailable while there is more, and the next goes on
  // where this one stopped.
  void refresh(bool drafts);

  // From now on does so by itself every few seconds, so that who asks finds little that is new. Call it once.
  void keep_learning();
  // Whether everything has been read once.
  bool are_known() const { return revision_ >= 0; }
  // At most so long, until it has or cannot: the database does not answer.
  void wait_until_known(std::chrono::milliseconds time) const;

  template <class F>
  auto read(F&& f) const {
    const std::shared_lock lock(mutex_);
    return f(table_);
  }
  std::uint64_t version() const {
    return read([](const Table& table) { return table.version; });
  }

 private:
  // One reading of all that changed before it began.
  struct Round {
    bool everything;  // not only what has changed
    std::int64_t revision;
    std::uint64_t oldest;  // no transaction before this one was under way when it began
    std::string last_kind = {};
    std::int64_t last_id = 0;
    std::future<pqxx::result> next = {};  // those behind the last, when they have been asked for
  };

  bool learn(std::chrono::steady_clock::time_point until);
  void begin();
  bool read_some();
  pqxx::result rows_behind(const std::string& last_kind, std::int64_t last_id) const;
  void apply(const pqxx::result& rows);
  void forget();

  db::Pool& db_;
  const int at_once_;
  std::timed_mutex loading_;  // one reads from the database at a time; guards what follows
  std::optional<Round> round_;
  std::uint64_t horizon_ = 0;  // what earlier transactions did is known; 0: nothing is
  std::atomic<std::int64_t> revision_ = -1;

  mutable std::shared_mutex mutex_;
  Table table_;

  mutable std::mutex waiting_;
  mutable std::condition_variable_any changed_;  // revision_ or what follows
  bool has_failed_ = false;                      // to learn, the last time
  std::jthread learner_;                         // ends before all that it uses
};

}  // namespace copper::search
