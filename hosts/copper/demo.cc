#include "hosts/copper/demo.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include "hosts/copper/artist_api.h"
#include "hosts/copper/child.h"

namespace copper::hosts {
namespace {

namespace json = boost::json;
std::string text(const json::value& value) {
  return json::value_to<std::string>(value);
}

// The catalogue writes {"title": {"en": …, "da": …}}, the API wants {"translations": {"en": {"title": …}, …}}.
json::object as_api(const json::object& record) {
  json::object body;
  json::object translations{{"en", json::object{}}, {"da", json::object{}}};
  for (const auto& [field, value] : record) {
    const json::object* both = value.if_object();
    if (both == nullptr) {
      body[field] = value;
      continue;
    }
    for (const auto& [language, translated] : *both) translations[language].as_object()[field] = translated;
  }
  body["translations"] = std::move(translations);
  return body;
}

// The catalogue names the tags of a print in the same order in both languages: the artist's words come in pairs.
void make_tags(const ArtistApi& artist, const json::array& records) {
  std::set<std::string> there;
  const auto listed = artist.call("GET", "/api/v1/artist/tags?limit=100");
  for (const auto& tag : listed.at("tags").as_array()) {
    if (const auto* english = tag.as_object().if_contains("en"); english && english->is_string())
      there.insert(text(*english));
  }
  for (const auto& record : records) {
    const auto& english = record.at("tags").at("en").as_array();
    const auto& danish = record.at("tags").at("da").as_array();
    for (std::size_t i = 0; i < english.size(); ++i) {
      if (!there.insert(text(english[i])).second) continue;
      artist.call("POST", "/api/v1/artist/tags", json::object{{"en", english[i]}, {"da", danish.at(i)}});
    }
  }
}

std::int64_t gallery_for(const ArtistApi& artist, const json::object& wanted) {
  const json::value& english = wanted.at("title").at("en");
  const auto listed = artist.call("GET", "/api/v1/artist/galleries?limit=100&language=en");
  for (const auto& gallery : listed.at("galleries").as_array()) {
    if (gallery.at("title") == english) return gallery.at("id").to_number<std::int64_t>();
  }
  json::object body = as_api(wanted);
  body.erase("prints");
  body["status"] = "published";
  const auto made = artist.call("POST", "/api/v1/artist/galleries", body);
  return made.at("id").to_number<std::int64_t>();
}

// A gallery of the catalogue with its id and the prints that hang there already.
struct Wall {
  std::int64_t gallery;
  std::vector<std::string> names;  // in the catalogue's order
  std::set<std::int64_t> hung;
};

Wall wall_for(const ArtistApi& artist, const json::object& wanted) {
  Wall wall{gallery_for(artist, wanted), {}, {}};
  for (const auto& name : wanted.at("prints").as_array()) wall.names.push_back(text(name));
  const auto listed =
      artist.call("GET", "/api/v1/artist/galleries/" + std::to_string(wall.gallery) + "/prints?limit=100");
  for (const auto& print : listed.at("prints").as_array())
    wall.hung.insert(print.at("printId").to_number<std::int64_t>());
  return wall;
}

void put_in_order(const ArtistApi& artist, const Wall& wall, const std::map<std::string, std::int64_t>& prints) {
  json::array orders;
  for (std::size_t i = 0; i < wall.names.size(); ++i) {
    orders.push_back({{"printId", prints.at(wall.names[i] + ".jpg")}, {"newOrder", i + 1}});
  }
  artist.call("PUT", "/api/v1/artist/galleries/" + std::to_string(wall.gallery) + "/prints",
              json::object{{"printOrders", std::move(orders)}});
}

// False when everything stops meanwhile; the drawing ends with its Child.
bool drawn(const Child& drawing, const std::atomic<bool>& stopping) {
  constexpr std::chrono::milliseconds kStep{100};
  constexpr int kStepsMax = 1200;
  for (int step = 0; step < kStepsMax && !stopping; ++step) {
    if (drawing.ended_within(kStep)) return true;
  }
  return false;
}

// Nothing when everything stops meanwhile.
std::optional<std::int64_t> make_print(const ArtistApi& artist, const DemoOptions& options,
                                       const json::object& record) {
  const std::string name = text(record.at("name"));
  const std::filesystem::path file = options.work_directory / (name + ".jpg");
  Child drawing({.name = "copper-plates",
                 .arguments = {options.plate_program.string(), options.work_directory.string(), name},
                 .log_file = options.work_directory / "plates.log"});
  drawing.start();
  const bool is_drawn = drawn(drawing, options.stopping);
  if (options.stopping) return std::nullopt;
  if (!is_drawn || drawing.wait_status() != 0) throw std::runtime_error("copper-plates could not draw " + name);
  json::object body = as_api(record);
  body["uploadId"] = artist.upload(file);
  const auto made = artist.call("POST", "/api/v1/artist/prints", body);
  std::filesystem::remove(file);
  return made.at("id").to_number<std::int64_t>();
}

}  // namespace

void hang_demo(const DemoOptions& options) {
  const auto catalogue = json::parse(options.catalogue);
  const auto& records = catalogue.at("prints").as_array();
  const ArtistApi artist(
      {.api = options.api, .token = options.token, .storage = [&](const std::string&) { return options.api; }});
  std::filesystem::create_directories(options.work_directory);
  // Some may be there since an earlier, interrupted start.
  std::map<std::string, std::int64_t> prints = artist.prints_by_file();
  artist.call("PUT", "/api/v1/artist/site", as_api(catalogue.at("site").as_object()));
  make_tags(artist, records);
  std::vector<Wall> walls;
  for (const auto& gallery : catalogue.at("galleries").as_array())
    walls.push_back(wall_for(artist, gallery.as_object()));
  std::size_t done = 0;
  for (const auto& value : records) {
    if (options.stopping) return;
    const auto& record = value.as_object();
    const std::string name = text(record.at("name"));
    options.progress("Hanging the demonstration prints: " + std::to_string(++done) + " of " +
                     std::to_string(records.size()) + ", " + text(record.at("title").at("en")));
    const auto [print, is_new] = prints.try_emplace(name + ".jpg");
    if (is_new) {
      const auto made = make_print(artist, options, record);
      if (!made) return;
      print->second = *made;
    }
    for (auto& wall : walls) {
      const bool wanted = std::find(wall.names.begin(), wall.names.end(), name) != wall.names.end();
      if (!wanted || !wall.hung.insert(print->second).second) continue;
      artist.call(
          "POST",
          "/api/v1/artist/galleries/" + std::to_string(wall.gallery) + "/prints/" + std::to_string(print->second),
          json::object{});
    }
  }
  for (const auto& wall : walls) put_in_order(artist, wall, prints);
  std::filesystem::remove_all(options.work_directory);
}

}  // namespace copper::hosts
