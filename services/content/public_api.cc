#include "services/content/public_api.h"

#include <algorithm>

#include "platform/base/error.h"
#include "platform/image/versions.h"
#include "platform/json/query_reader.h"
#include "services/content/presenting.h"
#include "services/content/queries.h"

namespace copper::content {
namespace {

http::Response answer(const pqxx::field& revision, std::string body) {
  http::Response response = json_text(200, std::move(body));
  response.headers.set("X-Content-Revision", revision.c_str());
  return response;
}

// A list query's row (revision, total, items) as an answer.
http::Response list_answer(std::string_view name, const pqxx::row& row, const json::Paging& paging) {
  return answer(row["revision"], list_text(name, row["items"].c_str(), row["total"].as<std::int64_t>(), paging));
}

template <class... Parameters>
pqxx::result run(const ContentOptions& options, std::string_view name, const Parameters&... parameters) {
  return options.db.query(std::string(name), query(name), parameters...);
}

[[noreturn]] void nothing_here(std::string_view kind, const http::Request& request, std::string_view parameter) {
  throw Error(ErrorCode::not_found, "There is no " + std::string(kind) + " " + request.parameter(parameter) + ".");
}

std::vector<std::string_view> version_names() {
  std::vector<std::string_view> names;
  for (const auto& version : image::kVersions) names.push_back(version.name);
  return names;
}

}  // namespace

http::Response public_galleries(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language().value_or("en");
  in.check();
  const auto rows = run(options, "public_galleries", language, cdn_prefix(options), paging.limit, paging.offset());
  return list_answer("galleries", rows[0], paging);
}

http::Response public_gallery(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto language = in.language().value_or("en");
  in.check();
  const auto rows = run(options, "public_gallery", language, cdn_prefix(options), request.id_parameter("galleryId"));
  if (rows.empty()) nothing_here("gallery", request, "galleryId");
  return answer(rows[0]["revision"], rows[0]["item"].c_str());
}

http::Response public_gallery_prints(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language().value_or("en");
  const auto technique = in.text("technique");
  const auto year = in.integer("year", {.min = 1400, .max = 2100});
  const auto plate_type = in.text("plateType");
  const auto paper_type = in.text("paperType");
  in.check();
  const auto rows =
      run(options, "public_gallery_prints", language, cdn_prefix(options), request.id_parameter("galleryId"), technique,
          year, plate_type, paper_type, paging.limit, paging.offset());
  if (rows.empty()) nothing_here("gallery", request, "galleryId");
  return list_answer("prints", rows[0], paging);
}

http::Response public_prints(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto paging = in.paging();
  const auto language = in.language().value_or("en");
  in.check();
  const auto rows = run(options, "public_prints", language, cdn_prefix(options), paging.limit, paging.offset());
  return list_answer("prints", rows[0], paging);
}

http::Response public_print(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto language = in.language().value_or("en");
  const auto version = in.choice("imageVersion", version_names());
  in.check();
  const auto rows =
      run(options, "public_print", language, cdn_prefix(options), request.id_parameter("printId"), version);
  if (rows.empty()) nothing_here("print", request, "printId");
  return answer(rows[0]["revision"], rows[0]["item"].c_str());
}

http::Response public_site(const ContentOptions& options, const http::Request& request) {
  json::QueryReader in(request);
  const auto language = in.language().value_or("en");
  in.check();
  const auto rows = run(options, "site", language);
  return answer(rows[0]["revision"], rows[0]["item"].c_str());
}

http::Response public_revision(const ContentOptions& options, const http::Request&) {
  const auto row = options.db.read([](pqxx::transaction_base& tx) {
    return tx.exec1("SELECT revision, row_to_json(r) FROM (SELECT revision, withdrawn FROM content_revision) r");
  });
  return answer(row[0], row[1].c_str());
}

}  // namespace copper::content
