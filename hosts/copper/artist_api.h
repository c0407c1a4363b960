// The API as the artist's browser uses it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "platform/http/handler.h"

namespace copper::hosts {

struct ArtistApiOptions {
  http::Handler api;                                                // the gateway
  std::function<std::string()> token;                               // an artist's access token
  std::function<http::Handler(const std::string& origin)> storage;  // what answers at a signed address
};

class ArtistApi {
 public:
  explicit ArtistApi(ArtistApiOptions options) : options_(std::move(options)) {}

  // Throws std::runtime_error with the API's own words when it refuses.
  boost::json::value call(std::string method, std::string target, const boost::json::value& body = nullptr) const;

  // The upload's id, for POST /api/v1/artist/prints.
  std::string upload(const std::filesystem::path& file) const;

  // The print that was made of exactly this file.
  struct Made {
    std::int64_t id;
    std::string title;
  };
  std::optional<Made> print_of(const std::string& sha256) const;

  // Prints that are there already, by the name of the file they were made of.
  std::map<std::string, std::int64_t> prints_by_file() const;

 private:
  void put(const std::string& url, http::Body body) const;

  const ArtistApiOptions options_;
};

}  // namespace copper::hosts
