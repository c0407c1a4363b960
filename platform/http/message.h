// Request and Response: HTTP messages as values, complete before anyone looks at them.
//
//   Response r = json_response(201, {{"id", 17}});
//   r.headers.set("Location", "/api/v1/artist/prints/17");
//
// Safe to copy and cheap to: bodies are shared, never duplicated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/file.h"

namespace copper::http {

// Header fields in order; names compare without regard to case; a name may repeat (Set-Cookie).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

  // The one door for header values: throws std::invalid_argument on CR, LF or NUL in either part.
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);  // replaces every field of that name
  void erase(std::string_view name);

  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
  std::optional<std::string_view> find_last(std::string_view name) const;
  std::string_view get(std::string_view name) const;  // empty when absent

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

// Part of an open file. Uploads and stored images travel like this, so that no body need fit in memory.
struct FileSlice {
  std::shared_ptr<const base::FileDescriptor> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// The bytes of a message: a shared string or a slice of a file.
class Body {
 public:
  Body() = default;
  Body(std::string text)  // NOLINT(google-explicit-constructor): a string is a body
      : content_(std::make_shared<const std::string>(std::move(text))) {}
  Body(std::shared_ptr<const std::string> text)  // NOLINT(google-explicit-constructor)
      : content_(std::move(text)) {}
  Body(FileSlice slice)  // NOLINT(google-explicit-constructor)
      : content_(std::move(slice)) {}

  std::uint64_t size() const;
  bool empty() const { return size() == 0; }
  const FileSlice* file() const { return std::get_if<FileSlice>(&content_); }
  std::string_view view() const;  // in memory only: throws std::logic_error on a file slice
  std::string text() const;       // reads a file slice; for bodies that are known to be small

  // Calls consume(std::string_view piece) for the whole body in pieces of at most 256 KiB.
  template <class Consume>
  void for_each_piece(Consume&& consume) const;

 private:
  using SharedText = std::shared_ptr<const std::string>;
  std::variant<SharedText, FileSlice> content_;
};

// Decoded name=value pairs of a query string or form, in order.
class Query {
 public:
  static Query parse(std::string_view encoded);  // application/x-www-form-urlencoded
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view get(std::string_view name) const;  // empty when absent
  std::vector<std::string_view> all(std::string_view name) const;
  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

struct Request {
  std::string method = "GET";
  std::string target = "/";  // as sent: path and query, percent-encoded
  Headers headers;
  Body body;
  std::string client_address;                                        // of the peer, without port
  std::vector<std::pair<std::string, std::string>> path_parameters;  // set by Router, decoded

  bool is_read() const { return method == "GET" || method == "HEAD"; }
  std::string_view path() const;  // still percent-encoded
  std::string_view query_string() const;
  Query query() const { return Query::parse(query_string()); }

  // A parameter of the matched route. Throws std::logic_error for a name the route does not have.
  const std::string& parameter(std::string_view name) const;
  std::int64_t id_parameter(std::string_view name) const;  // of a {name:id} segment
};

struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

std::string_view reason_phrase(int status);

Response text_response(int status, std::string text, std::string_view content_type = "text/plain; charset=utf-8");
Response redirect(int status, std::string_view location);

template <class Consume>
void Body::for_each_piece(Consume&& consume) const {
  constexpr std::size_t kPiece = 256 * 1024;
  const FileSlice* slice = file();
  if (slice == nullptr) {
    consume(view());
    return;
  }
  for (std::uint64_t done = 0; done < slice->size;) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, slice->size - done));
    const std::string piece = base::read_at(slice->file->get(), slice->offset + done, want);
    if (piece.empty()) throw std::runtime_error("a file became shorter while it was read");
    consume(std::string_view(piece));
    done += piece.size();
  }
}

}  // namespace copper::http
