#include "platform/storage/test_stores.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "platform/aws/test_moto.h"
#include "platform/base/crypto.h"
#include "platform/http/client.h"
#include "platform/http/middleware.h"
#include "platform/http/url.h"
#include "platform/storage/file_store.h"
#include "platform/storage/s3_store.h"

namespace copper::storage {
namespace {

class TestFileStore : public TestStore {
 public:
  ~TestFileStore() override { std::filesystem::remove_all(root_); }
  BlobStore& store() override { return store_; }
  http::Response send(const std::string& method, const std::string& url, const std::string& body,
                      const http::Headers& headers) override {
    const http::Request request{
        .method = method, .target = url.substr(http::parse_url(url).origin.size()), .headers = headers, .body = body};
    try {
      return store_.routes()(request);
    } catch (const Error& e) {
      return http::error_response(e);
    }
  }

 private:
  std::filesystem::path root_ = std::filesystem::path(testing::TempDir()) / ("blobs-" + base::uuid4());
  FileStore store_{{.root = root_, .public_url = "http://localhost:8082/storage", .signing_key = "a test's key"}};
};

class TestS3Store : public TestStore {
 public:
  BlobStore& store() override { return store_; }
  http::Response send(const std::string& method, const std::string& url, const std::string& body,
                      const http::Headers& headers) override {
    const std::string origin = http::parse_url(url).origin;
    return http::http_upstream({.name = "a browser", .base_url = origin})(
        {.method = method, .target = url.substr(origin.size()), .headers = headers, .body = body});
  }

 private:
  S3Store store_{{.endpoint = aws::moto_url(),
                  .region = "us-east-1",
                  .bucket_temporary = aws::new_moto_bucket(),
                  .bucket_images = aws::new_moto_bucket(),
                  .bucket_backups = aws::new_moto_bucket(),
                  .credentials = {"AKIDEXAMPLE", "a test's key", "a session's token"}}};
};

}  // namespace

std::vector<TestStoreFactory> test_stores() {
  return {{"FileStore", [] { return std::make_unique<TestFileStore>(); }},
          {"S3Store", [] { return std::make_unique<TestS3Store>(); }}};
}

}  // namespace copper::storage
