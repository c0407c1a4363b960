#include "services/content/process_request.h"

#include "platform/json/json.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"

namespace copper::content {
namespace {

std::string reference(const pqxx::row& row) {
  const std::string scheme = row["original_area"].as<std::string>() == "temporary" ? "temp" : "permanent";
  return scheme + "-storage://" + row["original_key"].as<std::string>();
}

json::Value focus(const pqxx::row& row) {
  if (row["focus_x"].is_null()) return nullptr;
  return {{"x", row["focus_x"].as<double>()}, {"y", row["focus_y"].as<double>()}};
}

json::Object watermark(const pqxx::row& row, const std::string& creator) {
  return {{"text", row["watermark_text"].as<std::string>("© " + creator)},
          {"position", row["watermark_position"].c_str()},
          {"size", row["watermark_size"].as<double>()},
          {"opacity", row["watermark_opacity"].as<int>()}};
}

json::Object body(const ContentOptions& options, const std::string& image, int attempt, const std::string& token) {
  const auto row = options.db.read(
      [&](pqxx::transaction_base& tx) { return tx.exec_params(query("process_request"), image).at(0); });
  const auto creator = row["creator"].as<std::string>();
  const auto notice = row["copyright"].as<std::string>("© " + creator + ". All rights reserved.");
  const json::Value rights_url = options.rights_url.empty() ? json::Value(nullptr) : json::Value(options.rights_url);
  return {{"baseImageId", image},
          {"originalImageReference", reference(row)},
          {"fileName", row["file_name"].c_str()},
          {"attempt", attempt},
          {"callbackPath", options.callback_path},
          {"callbackToken", token},
          {"publicUrl", cdn_prefix(options).substr(0, cdn_prefix(options).size() - 1)},
          {"watermark", watermark(row, creator)},
          {"copyright", {{"creator", creator}, {"notice", notice}, {"rightsUrl", rights_url}}},
          {"focus", focus(row)}};
}

}  // namespace

std::string image_inputs(pqxx::work& tx, const std::string& image) {
  return tx.exec_params1("SELECT row_to_json(inputs) FROM (" + query("process_request") + ") inputs", image)[0]
      .as<std::string>();
}

http::Request process_request(const ContentOptions& options, const std::string& image, int attempt,
                              const std::string& token) {
  return {.method = "POST",
          .target = "/api/v1/process",
          .headers = {{"Content-Type", "application/json"}},
          .body = boost::json::serialize(body(options, image, attempt, token))};
}

}  // namespace copper::content
