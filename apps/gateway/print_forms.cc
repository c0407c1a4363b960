#include "apps/gateway/print_forms.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>

#include "platform/base/encoding.h"
#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/multipart.h"
#include "platform/http/url.h"
#include "platform/json/json.h"
#include "platform/observe/log.h"

namespace copper::gateway {
namespace {

using http::Handler;
using http::Request;
using http::Response;

constexpr std::string_view kPrints = "/api/v1/artist/prints";
constexpr std::string_view kUploads = "/api/v1/artist/uploads";
constexpr std::string_view kImage = "image";  // the field with the file
constexpr std::uint64_t kFieldBytesMax = 1 << 20;

enum class Kind { text, number, list };

struct Field {
  std::string_view name;
  Kind kind = Kind::text;
  bool required = false;
};

// Of a print's form; others are ignored, as everywhere.
constexpr Field kFields[] = {
    {.name = "title", .required = true},
    {.name = "technique", .required = true},
    {.name = "plateType", .required = true},
    {.name = "dimensions", .required = true},
    {.name = "year", .kind = Kind::number, .required = true},
    {.name = "editionInfo", .required = true},
    {.name = "editionSize", .kind = Kind::number},
    {.name = "plateHeightMm", .kind = Kind::number},
    {.name = "plateWidthMm", .kind = Kind::number},
    {.name = "sheetHeightMm", .kind = Kind::number},
    {.name = "sheetWidthMm", .kind = Kind::number},
    {.name = "price", .kind = Kind::number},
    {.name = "tags", .kind = Kind::list},
    {.name = "description"},
    {.name = "statement"},
    {.name = "subject"},
    {.name = "provenance"},
    {.name = "exhibitionHistory"},
    {.name = "conservation"},
    {.name = "purchaseInfo"},
    {.name = "copyright"},
    {.name = "artistName"},
    {.name = "artist_name"},
    {.name = "medium"},
    {.name = "paperType"},
    {.name = "inkType"},
    {.name = "printingPress"},
    {.name = "styleMovement"},
    {.name = "style_movement"},
    {.name = "location"},
    {.name = "notes"},
    {.name = "availability"},
    {.name = "currency"},
    {.name = "status"},
    {.name = "language"},
};

enum class Form { none, print, image };

Form form_of(const Request& request) {
  if (request.method != "POST" || !http::is_form(request)) return Form::none;
  auto path = request.path();
  if (path == kPrints) return Form::print;
  if (!path.starts_with(std::string(kPrints) + "/") || !path.ends_with("/image")) return Form::none;
  path.remove_prefix(kPrints.size() + 1);
  path.remove_suffix(6);
  return path.find('/') == std::string_view::npos ? Form::image : Form::none;
}

// A text that is a number becomes one; what is none is left for the service to refuse by name.
json::Value number_in(const std::string& text) {
  std::int64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
    return whole;
  double number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && std::isfinite(number)) return number;
  return json::Value(text);
}

struct PrintForm {
  json::Object fields;
  std::optional<http::FormPart> image;
};

const Field* find_field(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& f) { return f.name == name; });
  return found == std::end(kFields) ? nullptr : found;
}

void read_field(PrintForm& form, const Field& field, const http::Body& body, std::vector<FieldError>& errors) {
  const std::string name(field.name);
  if (body.size() > kFieldBytesMax) {
    errors.push_back({name, "is too long"});
    return;
  }
  std::string text = body.text();
  if (!base::is_utf8(text)) {
    errors.push_back({name, "must be UTF-8"});
  } else if (field.kind == Kind::list) {
    auto& list = form.fields.emplace(name, json::Array{}).first->value().as_array();
    if (!text.empty()) list.emplace_back(text);
  } else if (form.fields.contains(name)) {
    errors.push_back({name, "must be given once"});
  } else if (text.empty()) {
    form.fields[name] = nullptr;
  } else {
    form.fields[name] = field.kind == Kind::number ? number_in(text) : json::Value(text);
  }
}

// The service would name fields of its own, which the form does not have.
void check_file_name(const std::string& name, std::vector<FieldError>& errors) {
  if (const auto problem = json::text_problem(name, {.length_max = 255})) {
    errors.push_back({std::string(kImage), "has a file name that " + *problem});
  } else if (name.ends_with('/') || name.ends_with('\\')) {
    errors.push_back({std::string(kImage), "must be a file, not a directory"});
  }
}

PrintForm read_form(const Request& request, Form kind) {
  PrintForm form;
  std::vector<FieldError> errors;
  for (auto& part : http::parts_of(request)) {
    if (part.name == kImage) {
      if (form.image) errors.push_back({std::string(kImage), "must be given once"});
      form.image = std::move(part);
    } else if (const auto* field = find_field(part.name); field != nullptr && kind == Form::print) {
      read_field(form, *field, part.body, errors);
    }
  }
  if (!form.image || form.image->file_name.empty() || form.image->body.empty()) {
    errors.push_back({std::string(kImage), "must be a file"});
  } else {
    check_file_name(form.image->file_name, errors);
  }
  for (const auto& field : kFields) {
    const auto* found = form.fields.if_contains(field.name);
    if (kind == Form::print && field.required && (found == nullptr || found->is_null())) {
      errors.push_back({std::string(field.name), "is required"});
    }
  }
  if (!errors.empty()) throw Error::bad_fields(std::move(errors));
  return form;
}

// The calls a form becomes, on behalf of whoever sent it. What the service refuses is the form's answer.
class Submission {
 public:
  Submission(const Request& request, const Handler& send, const Handler& next)
      : request_(request), send_(send), next_(next) {}

  Response submit(PrintForm form) {
    auto begun = call("POST", std::string(kUploads),
                      json::Object{{"fileName", form.image->file_name}, {"size", form.image->body.size()}});
    if (begun.status != 201) return begun;
    const json::Object upload = boost::json::parse(begun.body.text()).as_object();
    path_ = std::string(kUploads) + "/" + std::string(upload.at("uploadId").as_string());
    try {
      send_parts(upload.at("partUrls").as_array(), form.image->body);
      auto completed = call("POST", path_ + "/complete", json::Object{});
      if (completed.status != 200) return given_up(std::move(completed));
      form.fields["uploadId"] = upload.at("uploadId");
      auto made = call("POST", request_.target, form.fields);
      return made.status == 202 ? made : given_up(std::move(made));
    } catch (...) {
      give_up();
      throw;
    }
  }

 private:
  Response call(std::string method, std::string target, const json::Value& body) {
    Request request{.method = std::move(method), .target = std::move(target), .headers = request_.headers};
    request.client_address = request_.client_address;
    for (const char* header : {"Content-Length", "Transfer-Encoding", "Expect"}) request.headers.erase(header);
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
    return next_(request);
  }

  void send_parts(const json::Array& parts, const http::Body& file) {
    std::uint64_t offset = 0;
    for (const auto& value : parts) {
      const json::Object& part = value.as_object();
      const auto size = part.at("size").to_number<std::uint64_t>();
      Request request{.method = "PUT", .target = std::string(part.at("url").as_string())};
      const http::FileSlice* slice = file.file();
      request.body = slice != nullptr ? http::Body(http::FileSlice{slice->file, slice->offset + offset, size})
                                      : http::Body(std::string(file.view().substr(offset, size)));
      offset += size;
      const auto answer = send_(request);
      if (answer.status != 200) {
        throw Error(ErrorCode::unavailable, "The storage did not take the image. Try again in a moment.",
                    "status " + std::to_string(answer.status));
      }
    }
  }

  Response given_up(Response refusal) {
    give_up();
    return refusal;
  }

  // What is left of the upload is nobody's. Otherwise the service removes it after a day.
  void give_up() noexcept {
    try {
      call("DELETE", path_, nullptr);
    } catch (const std::exception& error) {
      log::warning("upload of a form not given up", {{"error", error.what()}});
    }
  }

  const Request& request_;
  const Handler& send_;
  const Handler& next_;
  std::string path_;  // of the upload
};

}  // namespace

bool is_print_form(const Request& request) {
  return !request.headers.get("Authorization").empty() && form_of(request) != Form::none;
}

Handler with_print_forms(Handler send, Handler next) {
  return [send = std::move(send), next = std::move(next)](const Request& request) {
    const Form kind = form_of(request);
    if (kind == Form::none) return next(request);
    return Submission(request, send, next).submit(read_form(request, kind));
  };
}

Handler signed_urls(std::string storage_url, Handler storage) {
  return [storage_url = std::move(storage_url), storage = std::move(storage)](const Request& request) {
    const http::Url url = http::parse_url(request.target);
    Request inner = request;
    inner.target = request.target.substr(url.origin.size());
    if (storage && request.target.starts_with(storage_url)) return storage(inner);
    return http::http_upstream({.name = "the storage",
                                .base_url = url.origin,
                                .timeout = std::chrono::minutes(2),
                                .stall_time_max = std::chrono::seconds(20)})(inner);
  };
}

}  // namespace copper::gateway
