// What is S3's alone; what every store does is in blob_store_test.cc.
#include "platform/storage/s3_store.h"

#include <gtest/gtest.h>

#include "platform/aws/test_moto.h"
#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/url.h"
#include "platform/storage/s3_xml.h"

namespace copper::storage {
namespace {

using namespace std::chrono_literals;

S3Options amazon() {
  return {.region = "eu-north-1",
          .bucket_temporary = "studio-temp",
          .bucket_images = "prints",
          .bucket_backups = "back.ups",
          .credentials = {"AKIDEXAMPLE", "secret", "a session's token"},
          .clock = [] { return base::TimePoint(1'700'000'000s); }};
}

class S3OnMotoTest : public testing::Test {
 protected:
  static S3Options options() {
    return {.endpoint = aws::moto_url(),
            .region = "us-east-1",
            .bucket_temporary = aws::new_moto_bucket(),
            .bucket_images = aws::new_moto_bucket(),
            .bucket_backups = aws::new_moto_bucket(),
            .credentials = {"AKIDEXAMPLE", "secret", ""}};
  }
  http::Response get(const std::string& url) {
    const std::string origin = http::parse_url(url).origin;
    return http::http_upstream({.name = "moto", .base_url = origin})({.target = url.substr(origin.size())});
  }
};

// Talks to a lambda in place of S3.
class S3BucketTest : public testing::Test {
 protected:
  std::function<http::Response(const http::Request&)> s3_;
  std::vector<http::Request> sent_;
  S3Bucket bucket_{.name = "prints",
                   .call = {.upstream =
                                [this](const http::Request& request) {
                                  sent_.push_back(request);
                                  return s3_(request);
                                },
                            .base_url = "http://s3.test/prints",
                            .signer = aws::Signer({.credentials = {"a", "b", ""}, .region = "r", .service = "s3"}),
                            .sleep = [](std::chrono::milliseconds) {}}};

  static http::Response error(int status, const std::string& code) {
    return http::text_response(status, "<Error><Code>" + code + "</Code></Error>");
  }
};

TEST(S3StoreUrls, LeadToTheBucketAndFixWhatIsSent) {
  S3Store store(amazon());
  const auto get = store.presign(Area::temporary, "a b/ø.png", 60s);
  EXPECT_TRUE(get.starts_with("https://studio-temp.s3.eu-north-1.amazonaws.com/a%20b/%C3%B8.png?")) << get;
  EXPECT_NE(get.find("&X-Amz-Security-Token=a%20session%27s%20token&"), std::string::npos) << get;
  const auto part = store.presign_part(Area::temporary, "a", "id+/=", 3, 17, 60s);
  EXPECT_NE(part.find("&X-Amz-SignedHeaders=content-length%3Bhost&partNumber=3&uploadId=id%2B%2F%3D&"),
            std::string::npos)
      << part;
  EXPECT_NE(part, store.presign_part(Area::temporary, "a", "id+/=", 3, 18, 60s));
}

TEST(S3StoreUrls, OfABucketWithDotsKeepItInThePath) {
  EXPECT_TRUE(S3Store(amazon())
                  .presign(Area::backups, "a", 60s)
                  .starts_with("https://s3.eu-north-1.amazonaws.com/back.ups/a?"));
}

TEST(S3StoreUrls, OriginsAreThoseOfUploadsAndImages) {
  EXPECT_EQ(S3Store(amazon()).origins(),
            "https://studio-temp.s3.eu-north-1.amazonaws.com https://prints.s3.eu-north-1.amazonaws.com");
  S3Options local = amazon();
  local.endpoint = "http://localhost:9000";
  EXPECT_EQ(S3Store(local).origins(), "http://localhost:9000");
}

TEST_F(S3OnMotoTest, LargeBodiesGoAndComeInPiecesThroughFiles) {
  S3Store store(options());
  const auto file = std::make_shared<base::FileDescriptor>(base::open_temporary(testing::TempDir()));
  std::string large;
  for (int i = 0; large.size() < (18 << 20); ++i) large += std::to_string(i) + ' ';
  base::write_all(file->get(), "before" + large);
  store.put(Area::backups, "file", http::FileSlice{file, 6, large.size()}, "");
  EXPECT_TRUE(store.put_new(Area::backups, "memory", large, ""));
  EXPECT_FALSE(store.put_new(Area::backups, "memory", large + "again", ""));
  for (const char* key : {"file", "memory"}) {
    const auto body = store.get(Area::backups, key);
    ASSERT_TRUE(body);
    EXPECT_NE(body->file(), nullptr);
    EXPECT_TRUE(body->text() == large);
    EXPECT_EQ(store.head(Area::backups, key)->size, large.size());
  }
}

TEST_F(S3OnMotoTest, TheContentTypeIsKeptUnlessTheKeySaysAnother) {
  S3Store store(options());
  store.put(Area::images, "a", std::string("x"), "image/webp");
  store.put(Area::images, "b.png", std::string("x"), "");
  store.copy(Area::images, "a", Area::temporary, "c");
  store.copy(Area::images, "b.png", Area::temporary, "d.jpg");
  const auto type = [&](Area area, const std::string& key) {
    return std::string(get(store.presign(area, key, 60s)).headers.get("Content-Type"));
  };
  EXPECT_EQ(type(Area::images, "a"), "image/webp");
  EXPECT_EQ(type(Area::images, "b.png"), "image/png");
  EXPECT_EQ(type(Area::temporary, "c"), "image/webp");
  EXPECT_EQ(type(Area::temporary, "d.jpg"), "image/jpeg");
}

TEST_F(S3OnMotoTest, ListsBeyondOnePage) {
  S3Store store(options());
  for (int i = 0; i < 1001; ++i) store.put(Area::images, "a/" + std::to_string(10'000 + i), std::string("x"), "");
  const auto found = store.list(Area::images, "a/");
  ASSERT_EQ(found.size(), 1001U);
  EXPECT_EQ(found.front().key, "a/10000");
  EXPECT_EQ(found.back().key, "a/11000");
}

TEST_F(S3OnMotoTest, OnlyWhatIsUnderPublicIsPublic) {
  S3Store store(options());
  store.put(Area::images, "public/x/large 1.webp", std::string("seen"), "image/webp");
  store.put(Area::images, "x/large.webp", std::string("not"), "image/webp");
  const auto routes = store.public_routes();
  const auto response = routes({.target = "/x/large%201.webp"});
  EXPECT_EQ(response.body.text(), "seen");
  EXPECT_EQ(response.headers.get("Content-Type"), "image/webp");
  EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_NE(response.headers.get("ETag"), "");
  for (const char* target : {"/x/large.webp", "/..%2fx/large.webp", "/%2e%2e/x/large.webp", "/x", "/absent"}) {
    EXPECT_THROW(routes({.target = target}), Error) << target;
  }
}

TEST_F(S3OnMotoTest, IsNotHealthyWithoutItsBuckets) {
  S3Options without = options();
  without.bucket_images = "no-such-bucket";
  EXPECT_FALSE(S3Store(without).healthy());
  without = options();
  without.endpoint = "http://127.0.0.1:1";
  EXPECT_FALSE(S3Store(without).healthy());
}

TEST_F(S3BucketTest, EncryptionIsAskedForWhereObjectsAreMade) {
  bucket_.encryption = {{"X-Amz-Server-Side-Encryption", "aws:kms"},
                        {"X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", "key"}};
  s3_ = [](const http::Request&) { return http::Response{}; };
  s3_put(bucket_, "a", std::string("x"), "text/plain");
  s3_copy(bucket_, "a", bucket_, "b", "");
  ASSERT_EQ(sent_.size(), 2U);
  for (const auto& request : sent_) {
    EXPECT_EQ(request.headers.get("X-Amz-Server-Side-Encryption"), "aws:kms");
    EXPECT_EQ(request.headers.get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id"), "key");
  }
}

TEST_F(S3BucketTest, ANewPutWhoseAnswerWasLostKnowsItsOwnObject) {
  std::string stored;  // by which put
  s3_ = [&](const http::Request& request) -> http::Response {
    if (request.method == "HEAD") return {.headers = {{"x-amz-meta-put-id", stored}}};
    EXPECT_EQ(request.headers.get("If-None-Match"), "*");
    if (!stored.empty()) return error(412, "PreconditionFailed");
    stored = request.headers.get("x-amz-meta-put-id");
    throw Error(ErrorCode::unavailable, "gone", "connection reset");
  };
  EXPECT_TRUE(s3_put_new(bucket_, "a", std::string("x"), "text/plain"));
  EXPECT_FALSE(s3_put_new(bucket_, "a", std::string("x"), "text/plain"));
}

TEST_F(S3BucketTest, ANewPutOvertakenBetweenTwoTriesKnowsAnothersObject) {
  s3_ = [&](const http::Request& request) -> http::Response {
    if (request.method == "HEAD") return {.headers = {{"x-amz-meta-put-id", "another's"}}};
    if (sent_.size() == 1) throw Error(ErrorCode::unavailable, "gone", "connection reset");
    return error(412, "PreconditionFailed");
  };
  EXPECT_FALSE(s3_put_new(bucket_, "a", std::string("x"), "text/plain"));
}

TEST_F(S3BucketTest, ACopyThatFailsWithStatus200IsTriedAgain) {
  s3_ = [this](const http::Request&) { return sent_.size() < 2 ? error(200, "InternalError") : http::Response{}; };
  EXPECT_TRUE(s3_copy(bucket_, "a", bucket_, "b", ""));
  EXPECT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[0].headers.get("X-Amz-Copy-Source"), "/prints/a");
}

TEST_F(S3BucketTest, ALargePutThatFailsLeavesNoParts) {
  s3_ = [](const http::Request& request) {
    if (request.method == "POST") {
      return http::text_response(
          200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>");
    }
    return request.method == "PUT" ? error(403, "AccessDenied") : http::Response{.status = 204};
  };
  EXPECT_THROW(s3_put(bucket_, "a", std::string(17 << 20, 'x'), "text/plain"), Error);
  EXPECT_EQ(sent_.back().method, "DELETE");
  EXPECT_EQ(sent_.back().target, "/a?uploadId=u");
}

TEST_F(S3BucketTest, PartsComeInPages) {
  s3_ = [this](const http::Request&) {
    return http::text_response(200, sent_.size() == 1
                                        ? "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1"
                                          "</NextPartNumberMarker><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>"
                                          "</ListPartsResult>"
                                        : "<ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>2"
                                          "</PartNumber><ETag>b</ETag></Part></ListPartsResult>");
  };
  const auto parts = s3_parts(bucket_, "a", "u");
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(sent_[1].target, "/a?part-number-marker=1&uploadId=u");
}

}  // namespace
}  // namespace copper::storage
