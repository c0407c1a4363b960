#include "platform/http/message.h"

#include <algorithm>
#include <charconv>

#include "platform/http/url.h"

namespace copper::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

void refuse_line_breaks(std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw std::invalid_argument("a header must not contain a line break or NUL");
  }
}

}  // namespace

Headers::Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

void Headers::add(std::string_view name, std::string_view value) {
  refuse_line_breaks(name);
  refuse_line_breaks(value);
  fields_.emplace_back(name, value);
}

void Headers::set(std::string_view name, std::string_view value) {
  refuse_line_breaks(value);
  erase(name);
  add(name, value);
}

void Headers::erase(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return same_name(field.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& field : fields_) {
    if (same_name(field.first, name)) return field.second;
  }
  return std::nullopt;
}

std::optional<std::string_view> Headers::find_last(std::string_view name) const {
  const auto found =
      std::find_if(fields_.rbegin(), fields_.rend(), [&](const Field& field) { return same_name(field.first, name); });
  return found == fields_.rend() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::string_view Headers::get(std::string_view name) const {
  return find(name).value_or(std::string_view{});
}

std::uint64_t Body::size() const {
  if (const FileSlice* slice = file()) return slice->size;
  const auto& text = std::get<SharedText>(content_);
  return text ? text->size() : 0;
}

std::string_view Body::view() const {
  if (file() != nullptr) throw std::logic_error("this body is a file");
  const auto& text = std::get<SharedText>(content_);
  return text ? std::string_view(*text) : std::string_view();
}

std::string Body::text() const {
  std::string all;
  all.reserve(size());
  for_each_piece([&](std::string_view piece) { all += piece; });
  return all;
}

Query Query::parse(std::string_view encoded) {
  Query query;
  while (!encoded.empty()) {
    const auto end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    query.pairs_.emplace_back(percent_decode(pair.substr(0, equals), true),
                              percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
  }
  return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  for (const auto& pair : pairs_) {
    if (pair.first == name) return pair.second;
  }
  return std::nullopt;
}

std::string_view Query::get(std::string_view name) const {
  return find(name).value_or(std::string_view{});
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& pair : pairs_) {
    if (pair.first == name) values.emplace_back(pair.second);
  }
  return values;
}

std::string_view Request::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query_string() const {
  const auto mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

const std::string& Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : path_parameters) {
    if (key == name) return value;
  }
  throw std::logic_error("the route has no parameter " + std::string(name));
}

std::int64_t Request::id_parameter(std::string_view name) const {
  const std::string& text = parameter(name);
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Status";
  }
}

Response text_response(int status, std::string text, std::string_view content_type) {
  Response response{.status = status, .headers = {}, .body = std::move(text)};
  response.headers.set("Content-Type", content_type);
  return response;
}

Response redirect(int status, std::string_view location) {
  Response response{.status = status, .headers = {}, .body = {}};
  response.headers.set("Location", location);
  return response;
}

}  // namespace copper::http
