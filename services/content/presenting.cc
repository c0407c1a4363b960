#include "services/content/presenting.h"

#include "platform/base/crypto.h"
#include "platform/base/encoding.h"

namespace copper::content {
namespace {

constexpr std::size_t kHashLength = 16;

void present(const ContentOptions& options, json::Object& print) {
  const bool is_public = print.at("imagesArePublic").as_bool();
  print.erase("imagesArePublic");
  print["thumbnailUrl"] = nullptr;
  for (json::Value& value : print.at("images").as_array()) {
    json::Object& image = value.as_object();
    const std::string key(image.at("key").as_string());
    image.erase("key");
    image["url"] = is_public ? cdn_prefix(options) + key
                             : options.store.presign(storage::Area::images, key, options.limits.url_lifetime);
    if (image.at("version").as_string() == "thumbnail") print["thumbnailUrl"] = image["url"];
  }
}

}  // namespace

http::Response json_text(int status, std::string body) {
  return http::text_response(status, std::move(body), "application/json; charset=utf-8");
}

std::string list_text(std::string_view name, std::string_view items, std::int64_t total, const json::Paging& paging) {
  std::string body = "{\"";
  body.append(name).append("\":").append(items);
  body.append(",\"totalCount\":").append(std::to_string(total));
  body.append(",\"currentPage\":").append(std::to_string(paging.page));
  body.append(",\"totalPages\":").append(std::to_string(paging.pages(total))).append("}");
  return body;
}

std::string cdn_prefix(const ContentOptions& options) {
  return options.cdn_url.ends_with('/') ? options.cdn_url : options.cdn_url + "/";
}

json::Array present_prints(const ContentOptions& options, std::string_view items) {
  json::Value prints = boost::json::parse(items);
  for (json::Value& print : prints.as_array()) present(options, print.as_object());
  return std::move(prints.as_array());
}

http::Response versioned(int status, json::Object item) {
  const std::string version = std::to_string(item.at("version").as_int64());
  http::Response response = json::response(status, std::move(item));
  const std::string hash = base::to_hex(base::sha256(response.body.text())).substr(0, kHashLength);
  response.headers.set("ETag", "\"" + version + "-" + hash + "\"");
  return response;
}

}  // namespace copper::content
