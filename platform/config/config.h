// Configuration: read once at start, each value checked where it is read, errors naming the key.
//
//   const Config config = Config::from_environment(".env");
//   auto port = config.integer("PORT", 8080, 1, 65535);
//
// A key K is looked up as COPPER_K in the environment, then in the .env file, then where a host adds more; an empty value
// counts as not set. PORT is also read without the prefix, as Heroku sets it. All errors are StartErrors of one line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace copper {

class Config {
 public:
  // The file may be absent. Its lines are KEY=value, with or without `export`; values may stand in single
  // quotes (taken as they are) or double quotes (\n, \t, \" and \\ are escapes); # starts a comment. A line
  // that is none of these throws StartError with the file and line number.
  static Config from_environment(const std::filesystem::path& dotenv = ".env");
  explicit Config(std::map<std::string, std::string> values) : values_(std::move(values)) {}

  std::optional<std::string> find(std::string_view key) const;  // "DATABASE_URL", without prefix
  std::string text(std::string_view key, std::string_view fallback) const;
  // Throws StartError: COPPER_KEY is not set: it must be <purpose>.
  std::string required(std::string_view key, std::string_view purpose) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) const;
  bool flag(std::string_view key, bool fallback) const;  // true or false

  // The values of one more source, names with prefix: what is known already stays.
  void add(std::map<std::string, std::string> values) { values_.merge(std::move(values)); }
  const std::map<std::string, std::string>& values() const { return values_; }  // names with prefix

 private:
  std::map<std::string, std::string> values_;  // with prefix
};

}  // namespace copper
