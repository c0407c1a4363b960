#include "services/content/orphans.h"

#include <algorithm>
#include <set>

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/observe/log.h"
#include "services/content/publishing.h"
#include "services/content/queries.h"
#include "services/content/removals.h"

namespace copper::content {
namespace {

constexpr std::size_t kUuidLength = 36;
constexpr int kShards = 256;
constexpr std::chrono::minutes kPause{5};
constexpr std::chrono::hours kAge{24};

constexpr const char* kZooms = R"(
SELECT zoom_key, zoom_width, zoom_height, publication = 'public' FROM image
WHERE id BETWEEN $1 AND $2 AND zoom_key IS NOT NULL)";

constexpr const char* kNextShard = R"(
UPDATE orphan_search SET shard = (shard + 1) % $1, searched_at = $2
WHERE searched_at <= $2::timestamptz - $3 * interval '1 second' RETURNING shard)";

struct Place {
  storage::Area area;
  std::string before;  // what stands before the UUID in a key
};

const std::vector<Place>& places() {
  static const std::vector<Place> all = {{storage::Area::temporary, "uploads/original/"},
                                         {storage::Area::images, ""},
                                         {storage::Area::images, "originals/"},
                                         {storage::Area::images, "public/"}};
  return all;
}

struct Object {
  storage::Area area;
  std::string key;
  std::string uuid;
  base::TimePoint modified;

  std::string name() const { return std::string(storage::name_of(area)) + "/" + key; }
};

std::string digits_of(int shard) {
  return base::to_hex(std::string(1, static_cast<char>(shard)));
}

// What has no UUID where ours have one is not ours.
std::vector<Object> objects_of(const ContentOptions& options, int shard) {
  std::vector<Object> found;
  for (const auto& [area, before] : places()) {
    for (const auto& info : options.store.list(area, before + digits_of(shard))) {
      const auto uuid = info.key.substr(before.size(), kUuidLength);
      if (base::is_uuid(uuid)) found.push_back({area, info.key, uuid, info.modified});
    }
  }
  return found;
}

void add_zooms(std::set<std::string>& named, const pqxx::result& zooms) {
  for (const auto& row : zooms) {
    std::vector<std::string> keys;
    append_zoom_keys(keys, row[0].as<std::string>(), row[1].as<std::int64_t>(), row[2].as<std::int64_t>());
    for (const auto& key : keys) {
      named.insert("images/" + key);
      if (row[3].as<bool>()) named.insert("images/public/" + key);
    }
  }
}

struct Known {
  std::set<std::string> named;   // "area/key"
  std::set<std::string> in_use;  // UUIDs
};

Known known_of(const ContentOptions& options, int shard, base::TimePoint before) {
  const auto first = digits_of(shard) + "000000-0000-0000-0000-000000000000";
  const auto last = digits_of(shard) + "ffffff-ffff-ffff-ffff-ffffffffffff";
  return options.db.read([&](pqxx::transaction_base& tx) {
    Known known;
    for (const auto& row : tx.exec_params(query("named_objects"), first, last)) known.named.insert(row[0].c_str());
    add_zooms(known.named, tx.exec_params(kZooms, first, last));
    for (const auto& row : tx.exec_params(query("objects_in_use"), first, last, sql_time(before))) {
      known.in_use.insert(row[0].c_str());
    }
    return known;
  });
}

struct Disagreement {
  std::vector<Object> orphans;
  std::vector<std::string> missing;  // "area/key"
};

// The storage first: what is named and gone meanwhile counts as there, what came meanwhile is too young.
Disagreement compare(const ContentOptions& options, int shard, base::TimePoint before) {
  auto objects = objects_of(options, shard);
  auto [missing, in_use] = known_of(options, shard, before);
  Disagreement found;
  for (auto& object : objects) {
    const bool is_named = missing.erase(object.name()) > 0;
    if (!is_named && !in_use.contains(object.uuid) && object.modified < before) {
      found.orphans.push_back(std::move(object));
    }
  }
  for (const auto& name : missing) {
    const auto is_in = [&](const std::string& uuid) { return name.find(uuid) != std::string::npos; };
    if (std::none_of(in_use.begin(), in_use.end(), is_in)) found.missing.push_back(name);
  }
  return found;
}

std::optional<int> next_shard(const ContentOptions& options) {
  return options.db.transaction([&](pqxx::work& tx) -> std::optional<int> {
    const auto rows = tx.exec_params(kNextShard, kShards, sql_time(options.clock()),
                                     std::chrono::duration_cast<std::chrono::seconds>(kPause).count());
    return rows.empty() ? std::nullopt : std::optional(rows[0][0].as<int>());
  });
}

}  // namespace

void search_orphans(const ContentOptions& options) noexcept {
  try {
    const auto shard = next_shard(options);
    if (!shard) return;
    const auto found = compare(options, *shard, options.clock() - kAge);
    // An orphan's UUID is nobody's, or that of an image that was left alone for a day: nothing names it again meanwhile.
    for (const auto& orphan : found.orphans) {
      log::warning("orphan removed", {{"object", orphan.name()}});
      options.store.remove(orphan.area, orphan.key);
    }
    for (const auto& name : found.missing) log::error("object missing", {{"object", name}});
  } catch (const std::exception& e) {
    log::warning("orphans not searched", {{"error", e.what()}});
  }
}

}  // namespace copper::content
