// The store on Amazon S3, or on a server that speaks its language: a bucket per area.
//
// Presigned URLs lead to S3 itself, so the buckets must let the studio's origin PUT and read ETag (CORS). Answers that
// are large lie in unnamed files, not in memory. The credentials may read, write, delete and list (docs/operations.md).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "platform/aws/sigv4.h"
#include "platform/base/clock.h"
#include "platform/http/handler.h"
#include "platform/storage/blob_store.h"
#include "platform/storage/s3_bucket.h"

namespace copper::storage {

struct S3Options {
  std::string endpoint;  // http://127.0.0.1:9000; empty: Amazon's in `region`
  std::string region;    // eu-north-1
  std::string bucket_temporary;
  std::string bucket_images;
  std::string bucket_backups;
  aws::CredentialsSource credentials;
  std::string sse;                            // of new objects: AES256 or aws:kms; empty: as the bucket is set
  std::string kms_key_id;                     // with aws:kms; empty: the account's own key for S3
  std::chrono::milliseconds deadline{8'000};  // of one call and its repetitions; no try begins later, nor hangs longer
  std::filesystem::path spool_directory = "/tmp";
  base::Clock clock = base::system_now;  // of signatures
};

class S3Store : public BlobStore {
 public:
  explicit S3Store(const S3Options& options);

  void put(Area area, const std::string& key, const http::Body& body, std::string_view content_type) override;
  bool put_new(Area area, const std::string& key, const http::Body& body, std::string_view content_type) override;
  std::optional<http::Body> get(Area area, const std::string& key) override;
  std::optional<BlobInfo> head(Area area, const std::string& key) override;
  void copy(Area from, const std::string& from_key, Area to, const std::string& to_key) override;
  void remove(Area area, const std::string& key) override;
  std::vector<BlobInfo> list(Area area, const std::string& prefix) override;
  std::string presign(Area area, const std::string& key, std::chrono::seconds lifetime) override;
  std::string begin_upload(Area area, const std::string& key, std::string_view content_type) override;
  std::string presign_part(Area area, const std::string& key, const std::string& upload_id, int part_number,
                           std::uint64_t part_bytes, std::chrono::seconds lifetime) override;
  std::vector<UploadPart> parts(Area area, const std::string& key, const std::string& upload_id) override;
  void complete_upload(Area area, const std::string& key, const std::string& upload_id) override;
  void abort_upload(Area area, const std::string& key, const std::string& upload_id) override;
  bool healthy() noexcept override;

  // Where presigned URLs of temporary uploads and images lead, separated by a space: for a Content-Security-Policy.
  std::string origins() const;
  // As FileStore::public_routes(), for a site without a CDN. Must not outlive the store.
  http::Handler public_routes() const;

 private:
  const S3Bucket& at(Area area) const;
  std::string presigned(std::string_view method, Area area, const std::string& target, std::chrono::seconds lifetime,
                        const http::Headers& headers = {}) const;

  S3Bucket temporary_;
  S3Bucket images_;
  S3Bucket backups_;
};

}  // namespace copper::storage
