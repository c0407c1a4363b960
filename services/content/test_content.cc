#include "services/content/test_content.h"

#include <algorithm>
#include <span>

#include "platform/auth/signer.h"
#include "platform/base/crypto.h"
#include "platform/base/encoding.h"
#include "platform/http/middleware.h"
#include "platform/image/versions.h"
#include "platform/image/zoom.h"

std::span<const copper::base::EmbeddedFile> schema();

namespace copper::content {
namespace {

constexpr const char* kIssuer = "http://issuer.test";
constexpr const char* kStorage = "http://localhost:8082/storage";

constexpr int kZoomWidth = 1000;
constexpr int kZoomHeight = 600;

const auth::Signer& signer() {
  static const auth::Signer one = auth::Signer::generate();
  return one;
}

std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>((number >> shift) & 0xFF);
  return text;
}

std::string storage_target(const std::string& url) {
  return url.substr(std::string("http://localhost:8082").size());
}

}  // namespace

std::string token_of(const std::string& subject, const std::string& role) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(base::system_now().time_since_epoch()).count();
  return signer().sign({{"iss", kIssuer},
                        {"aud", "copper-api"},
                        {"sub", subject},
                        {"roles", json::Array{json::Value(role)}},
                        {"iat", now},
                        {"exp", now + 3600}},
                       "at+jwt");
}

std::string jpeg_bytes(unsigned width, unsigned height, int seed) {
  using namespace std::string_literals;
  return "\xFF\xD8\xFF\xE0\x00\x06"s + big_endian(static_cast<std::uint64_t>(seed), 4) + "\xFF\xC0\x00\x0B\x08"s +
         big_endian(height, 2) + big_endian(width, 2) + "\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"s +
         "pixels\xFF\xD9"s;
}

std::string png_bytes(unsigned width, unsigned height) {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1A\n\x00\x00\x00\x0DIHDR"s + big_endian(width, 4) + big_endian(height, 4) +
         "\x08\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00IEND\xAE\x42\x60\x82"s;
}

WatchedStore::WatchedStore(const std::filesystem::path& root, std::function<void()> before)
    : FileStore({.root = root}), before_(std::move(before)) {}

void WatchedStore::happen() {
  if (const auto before = std::exchange(before_, nullptr)) before();
}

std::optional<storage::BlobInfo> WatchedStore::head(storage::Area area, const std::string& key) {
  happen();
  return FileStore::head(area, key);
}

void WatchedStore::copy(storage::Area from, const std::string& from_key, storage::Area to, const std::string& to_key) {
  happen();
  FileStore::copy(from, from_key, to, to_key);
}

void WatchedStore::put(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) {
  happen();
  FileStore::put(area, key, body, type);
}

bool WatchedStore::put_new(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) {
  happen();
  return FileStore::put_new(area, key, body, type);
}

TestContent::TestContent()
    : database(schema()),
      pool(database.url()),
      root(db::scratch_directory() / ("copper-content-" + base::uuid4())),
      store({.root = root, .public_url = kStorage, .signing_key = "key", .clock = [this] { return now; }}),
      verifier({.issuer = kIssuer, .audience = "copper-api", .issuer_http = auth::issuer_handler(kIssuer, signer())}),
      content(options(store)),
      handler(http::observed("content", content.handler())),
      artist_token(token_of("first", "artist")) {
  content.ensure_artist("first", "astrid", "astrid@example.org", "Astrid", "Holm");
  content.ensure_artist("second", "bo", "bo@example.org", "Bo", "Dahl");
}

ContentOptions TestContent::options(storage::BlobStore& with) {
  return {.db = pool,
          .store = with,
          .verifier = verifier,
          .imaging =
              [this](const http::Request& request) {
                process_requests.push_back(boost::json::parse(request.body.text()).as_object());
                return imaging_answer();
              },
          .mail = [this](const mail::Message& message) { mail.push_back(message); },
          .cdn_url = "https://cdn.test",
          .rights_url = "https://gallery.test/en/terms",
          .forget_at_cdn =
              [this](const std::string& image) {
                cdn_answer();
                forgotten.push_back(image);
              },
          .clock = [this] { return now; }};
}

TestContent::~TestContent() {
  std::error_code ignored;
  std::filesystem::remove_all(root, ignored);
}

http::Response TestContent::call(const std::string& method, const std::string& target, const json::Value& body) {
  return call_as(artist_token, method, target, body);
}

http::Response TestContent::call_as(const std::string& token, const std::string& method, const std::string& target,
                                    const json::Value& body, http::Headers headers) {
  http::Request request{.method = method, .target = target, .headers = std::move(headers)};
  if (!token.empty()) request.headers.set("Authorization", "Bearer " + token);
  if (!body.is_null()) {
    request.headers.set("Content-Type", "application/json");
    request.body = boost::json::serialize(body);
  }
  return handler(request);
}

std::string TestContent::send_file(const std::string& file_name, const std::string& bytes) {
  const auto begun = object(call("POST", "/api/v1/artist/uploads", {{"fileName", file_name}, {"size", bytes.size()}}));
  const std::string id(begun.at("uploadId").as_string());
  const auto part_bytes = static_cast<std::size_t>(begun.at("partSize").as_int64());
  const http::Handler storage = store.routes();
  for (std::size_t at = 0, number = 1; at < bytes.size(); at += part_bytes, ++number) {
    const auto part = object(get("/api/v1/artist/uploads/" + id + "/parts/" + std::to_string(number)));
    storage({.method = "PUT",
             .target = storage_target(std::string(part.at("url").as_string())),
             .body = bytes.substr(at, part_bytes)});
  }
  return id;
}

std::int64_t TestContent::make_print(const std::string& title, json::Object fields) {
  const auto upload = send_file("plate.jpg", jpeg_bytes(600, 400, ++files_));
  complete(upload);
  fields["title"] = title;
  fields["uploadId"] = upload;
  return object(call("POST", "/api/v1/artist/prints", fields)).at("id").as_int64();
}

std::int64_t TestContent::publish_print(const std::string& title, json::Object fields) {
  fields["status"] = "published";
  const auto id = make_print(title, std::move(fields));
  finish_image(process_requests.back());
  return id;
}

std::int64_t TestContent::make_gallery(const std::string& title, const std::string& status) {
  return object(call("POST", "/api/v1/artist/galleries", {{"title", title}, {"status", status}})).at("id").as_int64();
}

json::Object TestContent::completed_body(const json::Object& process_request) const {
  const std::string id(process_request.at("baseImageId").as_string());
  json::Array versions;
  for (const auto& version : image::kVersions) {
    const int width = version.width;
    const int height = version.fit == image::Fit::square ? width : width * 2 / 3;
    versions.push_back({{"versionIdentifier", image::version_id(id, version.name)},
                        {"storageBucket", "images"},
                        {"storagePath", id + "/" + std::string(version.name) + "-0123456789.webp"},
                        {"publicUrl", nullptr},
                        {"width", width},
                        {"height", height},
                        {"fileSize", 4},
                        {"format", "webp"}});
  }
  return {{"baseImageId", id},
          {"status", "completed"},
          {"versions", std::move(versions)},
          {"zoom", {{"storagePath", id + "/zoom-0123456789"}, {"width", kZoomWidth}, {"height", kZoomHeight}}},
          {"placeholder", {{"colour", "#e8e0d0"}, {"webp", base::to_base64("RIFF")}}},
          {"exifData", {{"camera", "Nikon D850"}, {"iso", 64}, {"aperture", "f/8"}}},
          {"exifRaw", {{"Make", "Nikon"}}},
          {"processingTimeMs", 1200}};
}

void TestContent::write_versions(const json::Object& process_request) {
  const json::Object body = completed_body(process_request);
  for (const auto& version : body.at("versions").as_array()) {
    store.put(storage::Area::images, std::string(version.at("storagePath").as_string()), std::string("webp"),
              "image/webp");
  }
  const std::string folder(body.at("zoom").at("storagePath").as_string());
  for (const auto& file : image::zoom_files(kZoomWidth, kZoomHeight)) {
    store.put(storage::Area::images, folder + "/" + file, std::string("tile"), "");
  }
}

http::Response TestContent::finish_image(const json::Object& process_request) {
  // A copy: the callback may dispatch more and grow the list that this is in.
  const json::Object request = process_request;  // NOLINT(performance-unnecessary-copy-initialization)
  write_versions(request);
  return call_back(std::string(request.at("callbackToken").as_string()), completed_body(request));
}

http::Response TestContent::fail_image(const json::Object& process_request, const std::string& error) {
  const json::Object request = process_request;  // NOLINT(performance-unnecessary-copy-initialization): as above
  return call_back(std::string(request.at("callbackToken").as_string()),
                   {{"baseImageId", request.at("baseImageId")}, {"status", "failed"}, {"error", error}});
}

http::Response TestContent::call_back(const std::string& token, const json::Value& body) {
  return call_as(token, "POST", "/api/v1/images/callback", body);
}

json::Object TestContent::object(const http::Response& response) {
  return boost::json::parse(response.body.text()).as_object();
}

std::string TestContent::message(const http::Response& response) {
  const auto body = object(response);
  const auto& error = body.at("error").as_object();
  std::string text(error.at("message").as_string());
  if (const auto* details = error.if_contains("details")) text += " " + boost::json::serialize(*details);
  return text;
}

std::size_t TestContent::objects_per_image() {
  return image::kVersions.size() + image::zoom_files(kZoomWidth, kZoomHeight).size();
}

std::vector<std::string> TestContent::objects() {
  std::vector<std::string> keys;
  for (const auto area : {storage::Area::temporary, storage::Area::images}) {
    for (const auto& object : store.list(area, "")) keys.push_back(std::string(name_of(area)) + "/" + object.key);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::int64_t TestContent::count(const std::string& from) {
  return pool.transaction(
      [&](pqxx::work& tx) { return tx.exec1("SELECT count(*) FROM " + from)[0].as<std::int64_t>(); });
}

void TestContent::execute(const std::string& statement) {
  pool.transaction([&](pqxx::work& tx) { tx.exec(statement); });
}

}  // namespace copper::content
