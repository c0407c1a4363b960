// A content service for tests: real database, real file store, real tokens; only imaging is played by the
// test.
//
//   TestContent content;
//   const auto print = content.make_print("Quinces");
//   content.finish_image(content.process_requests.back());
//   content.put("/api/v1/artist/prints/1", {{"status", "published"}});
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "platform/auth/verifier.h"
#include "platform/db/test_database.h"
#include "platform/json/json.h"
#include "platform/storage/file_store.h"
#include "services/content/content.h"

namespace copper::content {

// Who calls: an access token, empty for nobody.
std::string token_of(const std::string& subject, const std::string& role);

// The smallest files that pass for images of this size. Different seeds give different bytes.
std::string jpeg_bytes(unsigned width, unsigned height, int seed = 0);
std::string png_bytes(unsigned width, unsigned height);

// The same files as seen by another process, right before whose first head, copy or put, new or not, something happens.
class WatchedStore : public storage::FileStore {
 public:
  WatchedStore(const std::filesystem::path& root, std::function<void()> before);

  std::optional<storage::BlobInfo> head(storage::Area area, const std::string& key) override;
  void copy(storage::Area from, const std::string& from_key, storage::Area to, const std::string& to_key) override;
  void put(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) override;
  bool put_new(storage::Area area, const std::string& key, const http::Body& body, std::string_view type) override;

 private:
  void happen();

  std::function<void()> before_;
};

class TestContent {
 public:
  TestContent();
  ~TestContent();

  // Of another process of the same service.
  ContentOptions options(storage::BlobStore& with);

  // Sends a request as the first artist. Bodies that are null are not sent.
  http::Response call(const std::string& method, const std::string& target, const json::Value& body = nullptr);
  http::Response call_as(const std::string& token, const std::string& method, const std::string& target,
                         const json::Value& body = nullptr, http::Headers headers = {});
  http::Response get(const std::string& target) { return call("GET", target); }

  // The begun upload's id once `bytes` are in its parts.
  std::string send_file(const std::string& file_name, const std::string& bytes);
  http::Response complete(const std::string& upload) {
    return call("POST", "/api/v1/artist/uploads/" + upload + "/complete");
  }
  // Uploads a file of its own and makes a print of it; returns its id.
  std::int64_t make_print(const std::string& title, json::Object fields = {});
  // The same, processed and published.
  std::int64_t publish_print(const std::string& title, json::Object fields = {});
  std::int64_t make_gallery(const std::string& title, const std::string& status = "published");

  // What imaging does with a request when all goes well: writes every version and calls back.
  http::Response finish_image(const json::Object& process_request);
  http::Response fail_image(const json::Object& process_request, const std::string& error);
  json::Object completed_body(const json::Object& process_request) const;
  http::Response call_back(const std::string& token, const json::Value& body);
  void write_versions(const json::Object& process_request);

  json::Object print(std::int64_t id) { return object(get("/api/v1/artist/prints/" + std::to_string(id))); }
  static json::Object object(const http::Response& response);
  static std::string message(const http::Response& response);  // of an error

  // Every object of the temporary and images areas, as "area/key", in order.
  std::vector<std::string> objects();
  static std::size_t objects_per_image();       // versions and zoom tiles
  std::int64_t count(const std::string& from);  // SELECT count(*) FROM …
  void execute(const std::string& statement);

  db::TestDatabase database;
  db::Pool pool;
  std::filesystem::path root;
  base::TimePoint now = base::system_now();
  storage::FileStore store;
  auth::Verifier verifier;
  // What imaging was asked, and its answer.
  std::vector<json::Object> process_requests;
  std::function<http::Response()> imaging_answer = [] { return http::text_response(202, ""); };
  std::vector<mail::Message> mail;     // that was sent
  std::vector<std::string> forgotten;  // images the CDN was told to forget
  std::function<void()> cdn_answer = [] {};
  Content content;
  http::Handler handler;
  std::string artist_token;

 private:
  int files_ = 0;
};

}  // namespace copper::content
