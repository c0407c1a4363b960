#include "platform/config/config.h"

#include <unistd.h>

#include <charconv>

#include "platform/base/error.h"
#include "platform/base/file.h"

namespace copper {
namespace {

using Values = std::map<std::string, std::string>;

constexpr std::string_view kPrefix = "COPPER_";
constexpr std::string_view kBlank = " \t";

std::string prefixed(std::string_view key) {
  return std::string(kPrefix) + std::string(key);
}

bool is_ours(std::string_view name) {
  return name.starts_with(kPrefix) || name == "PORT";
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
                              std::string_view::npos;
}

// The text between quotes; nullopt when the closing one is missing or something other than a comment follows
// it.
std::optional<std::string> quoted(std::string_view text) {
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    char c = text[i];
    if (c == quote) {
      const std::string_view rest = trimmed(text.substr(i + 1));
      return rest.empty() || rest.front() == '#' ? std::optional(value) : std::nullopt;
    }
    if (c == '\\' && quote == '"' && i + 1 < text.size()) {
      c = text[++i];
      if (c == 'n') c = '\n';
      if (c == 't') c = '\t';
    }
    value += c;
  }
  return std::nullopt;
}

std::optional<std::string> value_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) return quoted(text);
  // "a#b" is a value, "a #b" a value and a comment.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && (i == 0 || kBlank.find(text[i - 1]) != std::string_view::npos)) {
      return std::string(trimmed(text.substr(0, i)));
    }
  }
  return std::string(text);
}

bool read_line(std::string_view line, Values& values) {
  line = trimmed(line);
  if (line.empty() || line.front() == '#') return true;
  if (line.starts_with("export ")) line.remove_prefix(7);
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = trimmed(line.substr(0, equals));
  auto value = value_of(line.substr(equals + 1));
  if (!is_name(name) || !value) return false;
  if (is_ours(name)) values.insert_or_assign(std::string(name), std::move(*value));
  return true;
}

void read_dotenv(const std::filesystem::path& path, Values& values) {
  if (!std::filesystem::is_regular_file(path)) return;
  const std::string text = base::read_file(path);
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);  // an editor's byte order mark
  for (int number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!read_line(line, values)) {
      throw StartError(path.string() + ":" + std::to_string(number) +
                       " is not a setting: write COPPER_KEY=value or COPPER_KEY=\"value\" on one line.");
    }
  }
}

void read_environment(Values& values) {
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !is_ours(text.substr(0, equals))) continue;
    values.insert_or_assign(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
  }
}

}  // namespace

Config Config::from_environment(const std::filesystem::path& dotenv) {
  Values values;
  try {
    read_dotenv(dotenv, values);
  } catch (const std::system_error& e) {
    throw StartError(std::string(e.what()) + ": make the file readable or remove it.");
  }
  read_environment(values);
  return Config(std::move(values));
}

std::optional<std::string> Config::find(std::string_view key) const {
  auto found = values_.find(prefixed(key));
  if (found == values_.end() && key == "PORT") found = values_.find("PORT");
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::string Config::text(std::string_view key, std::string_view fallback) const {
  return find(key).value_or(std::string(fallback));
}

std::string Config::required(std::string_view key, std::string_view purpose) const {
  if (auto value = find(key)) return *value;
  throw StartError(prefixed(key) + " is not set: it must be " + std::string(purpose) + ".");
}

std::int64_t Config::integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) const {
  const auto value = find(key);
  if (!value) return fallback;
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  const auto [stopped, error] = std::from_chars(value->data(), end, number);
  if (error == std::errc() && stopped == end && number >= min && number <= max) return number;
  throw StartError(prefixed(key) + " is '" + *value + "': it must be a whole number from " + std::to_string(min) +
                   " to " + std::to_string(max) + ".");
}

bool Config::flag(std::string_view key, bool fallback) const {
  const auto value = find(key);
  if (!value) return fallback;
  if (*value == "true") return true;
  if (*value == "false") return false;
  throw StartError(prefixed(key) + " is '" + *value + "': it must be true or false.");
}

}  // namespace copper
