#include "hosts/copper/artist_api.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "platform/base/file.h"
#include "platform/http/url.h"

namespace copper::hosts {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

// The sentence the API says, and what it says of single fields.
std::string refusal(const Response& response) {
  boost::system::error_code not_json;
  const json::value answer = json::parse(response.body.text(), not_json);
  const json::value* error = not_json || !answer.is_object() ? nullptr : answer.get_object().if_contains("error");
  if (error == nullptr || !error->is_object()) return "the API answers with status " + std::to_string(response.status);
  std::string text = json::value_to<std::string>(error->at("message"));
  if (const auto* details = error->as_object().if_contains("details")) {
    for (const auto& detail : details->as_array()) {
      const std::string said =
          json::value_to<std::string>(detail.at("field")) + " " + json::value_to<std::string>(detail.at("message"));
      if (text.find(said) == std::string::npos) text += " " + said + ".";
    }
  }
  return text;
}

std::string_view type_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".png" || extension == ".PNG") return "image/png";
  return extension.starts_with(".he") || extension.starts_with(".HE") ? "image/heic" : "image/jpeg";
}

}  // namespace

json::value ArtistApi::call(std::string method, std::string target, const json::value& body) const {
  Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.headers.set("Authorization", "Bearer " + options_.token());
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = json::serialize(body);
  }
  const Response response = options_.api(request);
  if (response.status >= 300) throw std::runtime_error(refusal(response));
  return response.body.empty() ? json::value() : json::parse(response.body.text());
}

// To a signed URL, which carries its own permission.
void ArtistApi::put(const std::string& url, http::Body body) const {
  Request request;
  request.method = "PUT";
  request.target = url.substr(url.find('/', url.find("://") + 3));
  request.body = std::move(body);
  const Response response = options_.storage(http::parse_url(url).origin)(request);
  if (response.status >= 300)
    throw std::runtime_error("the storage answers with status " + std::to_string(response.status));
}

std::string ArtistApi::upload(const std::filesystem::path& file) const {
  const auto descriptor = std::make_shared<const base::FileDescriptor>(base::open_for_reading(file));
  if (!*descriptor) throw std::runtime_error("there is no such file");
  const std::uint64_t size = base::size_of(descriptor->get());
  const auto begun = call("POST", "/api/v1/artist/uploads",
                          {{"fileName", file.filename().string()}, {"size", size}, {"contentType", type_of(file)}});
  const auto id = json::value_to<std::string>(begun.at("uploadId"));
  const auto part_size = begun.at("partSize").to_number<std::uint64_t>();
  const std::string base = "/api/v1/artist/uploads/" + id;
  int number = 1;
  for (std::uint64_t at = 0; at < size; at += part_size, ++number) {
    const auto part = call("GET", base + "/parts/" + std::to_string(number));
    put(json::value_to<std::string>(part.at("url")), http::FileSlice{descriptor, at, std::min(part_size, size - at)});
  }
  call("POST", base + "/complete", json::object{});
  return id;
}

std::optional<ArtistApi::Made> ArtistApi::print_of(const std::string& sha256) const {
  const auto listed = call("GET", "/api/v1/artist/prints?limit=1&originalSha256=" + sha256);
  const auto& prints = listed.at("prints").as_array();
  if (prints.empty()) return std::nullopt;
  const json::value& title = prints[0].at("title");
  return Made{prints[0].at("id").to_number<std::int64_t>(),
              title.is_string() ? json::value_to<std::string>(title) : "untitled"};
}

std::map<std::string, std::int64_t> ArtistApi::prints_by_file() const {
  std::map<std::string, std::int64_t> prints;
  for (std::int64_t page = 1, pages = 1; page <= pages; ++page) {
    const auto listed = call("GET", "/api/v1/artist/prints?limit=100&page=" + std::to_string(page));
    pages = listed.at("totalPages").to_number<std::int64_t>();
    for (const auto& print : listed.at("prints").as_array()) {
      const auto* name = print.as_object().if_contains("originalFileName");
      if (name != nullptr && name->is_string()) {
        prints[json::value_to<std::string>(*name)] = print.at("id").to_number<std::int64_t>();
      }
    }
  }
  return prints;
}

}  // namespace copper::hosts
