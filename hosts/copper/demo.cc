#include "hosts/copper/demo.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "hosts/copper/child.h"
#include "platform/base/file.h"

namespace copper::hosts {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

// The API as the artist's browser uses it.
class Artist {
 public:
  explicit Artist(const DemoOptions& options) : options_(options) {}

  json::value call(std::string method, std::string target, const json::value& body = nullptr) const {
    Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers.set("Authorization", "Bearer " + options_.token());
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = json::serialize(body);
    }
    const Response response = options_.api(request);
    if (response.status >= 300) {
      throw std::runtime_error(request.method + " " + request.target + ": " + std::to_string(response.status) + " " +
                               response.body.text());
    }
    return response.body.empty() ? json::value() : json::parse(response.body.text());
  }

  // To a signed URL, which carries its own permission.
  void put(std::string_view url, http::Body body) const {
    Request request;
    request.method = "PUT";
    request.target = url.substr(url.find('/', url.find("://") + 3));
    request.body = std::move(body);
    const Response response = options_.api(request);
    if (response.status >= 300) throw std::runtime_error("PUT of a part: " + std::to_string(response.status));
  }

 private:
  const DemoOptions& options_;
};

std::string text(const json::value& value) {
  return json::value_to<std::string>(value);
}

std::string upload(const Artist& artist, const std::filesystem::path& file) {
  const auto descriptor = std::make_shared<const base::FileDescriptor>(base::open_for_reading(file));
  const std::uint64_t size = base::size_of(descriptor->get());
  const auto begun =
      artist.call("POST", "/api/v1/artist/uploads",
                  {{"fileName", file.filename().string()}, {"size", size}, {"contentType", "image/jpeg"}});
  const std::string id = text(begun.at("uploadId"));
  const auto part_size = begun.at("partSize").to_number<std::uint64_t>();
  const std::string base = "/api/v1/artist/uploads/" + id;
  int number = 1;
  for (std::uint64_t at = 0; at < size; at += part_size, ++number) {
    const auto part = artist.call("GET", base + "/parts/" + std::to_string(number));
    artist.put(text(part.at("url")), http::FileSlice{descriptor, at, std::min(part_size, size - at)});
  }
  artist.call("POST", base + "/complete", json::object{});
  return id;
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

// Prints of an earlier, interrupted start.
std::map<std::string, std::int64_t> prints_by_file(const Artist& artist) {
  std::map<std::string, std::int64_t> prints;
  const auto listed = artist.call("GET", "/api/v1/artist/prints?limit=100");
  for (const auto& print : listed.at("prints").as_array()) {
    if (const auto* name = print.as_object().if_contains("originalFileName"); name != nullptr && name->is_string()) {
      prints[text(*name)] = print.at("id").to_number<std::int64_t>();
    }
  }
  return prints;
}

std::int64_t gallery_for(const Artist& artist, const json::object& wanted) {
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

Wall wall_for(const Artist& artist, const json::object& wanted) {
  Wall wall{gallery_for(artist, wanted), {}, {}};
  for (const auto& name : wanted.at("prints").as_array()) wall.names.push_back(text(name));
  const auto listed =
      artist.call("GET", "/api/v1/artist/galleries/" + std::to_string(wall.gallery) + "/prints?limit=100");
  for (const auto& print : listed.at("prints").as_array())
    wall.hung.insert(print.at("printId").to_number<std::int64_t>());
  return wall;
}

void put_in_order(const Artist& artist, const Wall& wall, const std::map<std::string, std::int64_t>& prints) {
  json::array orders;
  for (std::size_t i = 0; i < wall.names.size(); ++i) {
    orders.push_back({{"printId", prints.at(wall.names[i] + ".jpg")}, {"newOrder", i + 1}});
  }
  artist.call("PUT", "/api/v1/artist/galleries/" + std::to_string(wall.gallery) + "/prints",
              json::object{{"printOrders", std::move(orders)}});
}

std::int64_t make_print(const Artist& artist, const DemoOptions& options, const json::object& record) {
  const std::string name = text(record.at("name"));
  const std::filesystem::path file = options.work_directory / (name + ".jpg");
  Child drawing({.name = "copper-plates",
                 .arguments = {options.plate_program.string(), options.work_directory.string(), name},
                 .log_file = options.work_directory / "plates.log"});
  drawing.start();
  if (!drawing.ended_within(std::chrono::minutes(2)) || drawing.wait_status() != 0)
    throw std::runtime_error("copper-plates could not draw " + name);
  json::object body = as_api(record);
  body["uploadId"] = upload(artist, file);
  const auto made = artist.call("POST", "/api/v1/artist/prints", body);
  std::filesystem::remove(file);
  return made.at("id").to_number<std::int64_t>();
}

}  // namespace

void hang_demo(const DemoOptions& options) {
  const auto catalogue = json::parse(options.catalogue);
  const auto& records = catalogue.at("prints").as_array();
  const Artist artist(options);
  std::filesystem::create_directories(options.work_directory);
  std::map<std::string, std::int64_t> prints = prints_by_file(artist);
  artist.call("PUT", "/api/v1/artist/site", as_api(catalogue.at("site").as_object()));
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
    if (is_new) print->second = make_print(artist, options, record);
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
