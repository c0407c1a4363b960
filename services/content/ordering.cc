#include "services/content/ordering.h"

#include <algorithm>
#include <map>
#include <set>

#include "services/content/caller.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"
#include "services/content/revision.h"

namespace copper::content {
namespace {

std::int64_t count_prints(pqxx::work& tx, std::int64_t gallery) {
  return tx.exec_params1("SELECT count(*) FROM gallery_print WHERE gallery_id = $1", gallery)[0].as<std::int64_t>();
}

// Closes the gap a print left, or opens one for it.
void shift(pqxx::work& tx, std::int64_t gallery, std::int64_t from, int by) {
  tx.exec_params0("UPDATE gallery_print SET position = position + $3 WHERE gallery_id = $1 AND position >= $2", gallery,
                  from, by);
}

struct Touched {
  std::int64_t version;
  bool published;
};

Touched touch(pqxx::work& tx, std::int64_t gallery) {
  const auto row = tx.exec_params1(
      "UPDATE gallery SET version = version + 1, updated_at = now() WHERE id = $1 RETURNING version, status", gallery);
  return {row[0].as<std::int64_t>(), row[1].as<std::string>() == "published"};
}

// The last step of a change: it holds the revision until the end of the transaction. The gallery's new version.
std::int64_t changed(pqxx::work& tx, std::int64_t gallery) {
  const auto [version, published] = touch(tx, gallery);
  if (published) bump_revision(tx);
  return version;
}

// False when the print does not hang there.
bool take_down(pqxx::work& tx, std::int64_t gallery, std::int64_t print) {
  const auto rows = tx.exec_params(
      "DELETE FROM gallery_print WHERE gallery_id = $1 AND print_id = $2 RETURNING position", gallery, print);
  if (rows.empty()) return false;
  shift(tx, gallery, rows[0][0].as<std::int64_t>(), -1);
  return true;
}

constexpr std::size_t kOrdersMax = 10'000;

using Places = std::map<std::int64_t, std::int64_t>;  // place → print

Places read_places(const http::Request& request, std::int64_t count) {
  json::ObjectReader in(request);
  Places places;
  std::map<std::int64_t, std::int64_t> seen;
  const json::Array* orders = in.array("printOrders", kOrdersMax, true);
  for (std::size_t i = 0; orders != nullptr && i < orders->size(); ++i) {
    const std::string name = "printOrders[" + std::to_string(i) + "]";
    json::ObjectReader entry((*orders)[i], name + ".");
    const auto print = entry.integer("printId", {.required = true, .min = 1});
    const auto place = entry.integer("newOrder", {.required = true, .min = 1, .max = count});
    entry.check();
    if (!places.emplace(*place, *print).second) in.fail(name + ".newOrder", "is given to two prints");
    if (!seen.emplace(*print, *place).second) in.fail(name + ".printId", "is named twice");
  }
  in.check();
  return places;
}

std::vector<std::int64_t> prints_in_order(pqxx::work& tx, std::int64_t gallery) {
  std::vector<std::int64_t> prints;
  for (const auto& row :
       tx.exec_params("SELECT print_id FROM gallery_print WHERE gallery_id = $1 ORDER BY position", gallery)) {
    prints.push_back(row[0].as<std::int64_t>());
  }
  return prints;
}

// The prints with those of `places` in their places. Error bad_request for a print that does not hang here.
std::vector<std::int64_t> rearranged(const std::vector<std::int64_t>& prints, const Places& places) {
  std::set<std::int64_t> placed;
  for (const auto& [place, print] : places) placed.insert(print);
  std::vector<std::int64_t> others;
  for (const auto print : prints) {
    if (placed.erase(print) == 0) others.push_back(print);
  }
  if (!placed.empty()) {
    throw Error::bad_field("printOrders",
                           "names print " + std::to_string(*placed.begin()) + ", which does not hang here");
  }
  std::vector<std::int64_t> ordered;
  auto placed_next = places.begin();
  for (auto other = others.begin(); ordered.size() < prints.size();) {
    const bool is_given = placed_next != places.end() && placed_next->first == std::ssize(ordered) + 1;
    ordered.push_back(is_given ? (placed_next++)->second : *other++);
  }
  return ordered;
}

void write_order(pqxx::work& tx, std::int64_t gallery, const std::vector<std::int64_t>& prints) {
  std::string array = "{";
  for (const auto print : prints) array.append(array.size() > 1 ? "," : "").append(std::to_string(print));
  tx.exec_params0(
      "UPDATE gallery_print gp SET position = o.position "
      "FROM unnest($2::bigint[]) WITH ORDINALITY o (print_id, position) "
      "WHERE gp.gallery_id = $1 AND gp.print_id = o.print_id AND gp.position <> o.position",
      gallery, array + "}");
}

http::Response gallery_prints_answer(const ContentOptions& options, pqxx::work& tx, std::int64_t gallery,
                                     const std::string& language, const json::Paging& paging) {
  auto [version, total, prints] = prints_of_gallery(options, tx, gallery, language, paging);
  return versioned(200, {{"prints", std::move(prints)},
                         {"version", version},
                         {"totalCount", total},
                         {"currentPage", paging.page},
                         {"totalPages", paging.pages(total)}});
}

}  // namespace

HangingPrints prints_of_gallery(const ContentOptions& options, pqxx::work& tx, std::int64_t gallery,
                                const std::string& language, const json::Paging& paging) {
  const auto row = planned(tx, "artist_gallery_prints", gallery, language, paging.limit, paging.offset());
  return {row["version"].as<std::int64_t>(), row["total"].as<std::int64_t>(),
          present_prints(options, row["items"].c_str())};
}

http::Response list_gallery_prints(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language();
  in.check();
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto gallery = request.id_parameter("galleryId");
    require_owned(tx, Entity::gallery, gallery, artist);
    return gallery_prints_answer(options, tx, gallery, language.value_or(artist.language), paging);
  });
}

http::Response hang_print(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto gallery = request.id_parameter("galleryId");
    const auto print = request.id_parameter("printId");
    lock_to_hang(tx, print, artist);
    lock_owned(tx, Entity::gallery, gallery, artist, request);
    std::int64_t place = count_prints(tx, gallery) + 1;  // at the end, unless the request says before
    if (!request.body.empty()) {
      json::ObjectReader in(request);
      place = std::min(place, in.integer("order", {.min = 1, .max = INT32_MAX}).value_or(place));
      in.check();
    }
    shift(tx, gallery, place, +1);
    const auto hung = tx.exec_params(
        "INSERT INTO gallery_print (gallery_id, print_id, position) VALUES ($1, $2, $3) "
        "ON CONFLICT (gallery_id, print_id) DO NOTHING",
        gallery, print, place);
    if (hung.affected_rows() == 0) {
      throw Error(ErrorCode::conflict, "The print " + std::to_string(print) + " already hangs in this gallery.");
    }
    const auto version = changed(tx, gallery);
    return json::response(201, {{"galleryId", gallery}, {"printId", print}, {"order", place}, {"version", version}});
  });
}

http::Response take_down_print(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto gallery = request.id_parameter("galleryId");
    const auto print = request.id_parameter("printId");
    lock_owned(tx, Entity::gallery, gallery, artist, request);
    require_owned(tx, Entity::print, print, artist);
    if (!take_down(tx, gallery, print)) {
      throw Error(ErrorCode::not_found, "The print " + std::to_string(print) + " does not hang in this gallery.");
    }
    changed(tx, gallery);
    return http::Response{.status = 204};
  });
}

http::Response reorder_prints(const ContentOptions& options, const http::Request& request) {
  return as_artist(options, request, [&](pqxx::work& tx, const Artist& artist) {
    const auto gallery = request.id_parameter("galleryId");
    lock_owned(tx, Entity::gallery, gallery, artist, request);
    const auto prints = prints_in_order(tx, gallery);
    const auto places = read_places(request, static_cast<std::int64_t>(prints.size()));
    write_order(tx, gallery, rearranged(prints, places));
    changed(tx, gallery);
    return gallery_prints_answer(options, tx, gallery, artist.language, {.limit = kGalleryDetailPrintsMax});
  });
}

bool take_down_everywhere(pqxx::work& tx, std::int64_t print) {
  bool is_seen = false;
  // In the order of their ids, so that two deletions at once cannot wait for each other.
  for (const auto& row :
       tx.exec_params("SELECT id FROM gallery WHERE id IN (SELECT gallery_id FROM gallery_print WHERE print_id = $1) "
                      "ORDER BY id FOR NO KEY UPDATE",
                      print)) {
    const auto gallery = row[0].as<std::int64_t>();
    take_down(tx, gallery, print);
    is_seen = touch(tx, gallery).published || is_seen;
  }
  return is_seen;
}

}  // namespace copper::content
