// One bucket of Amazon S3: objects (s3_objects.cc) and uploads in parts (s3_uploads.cc), in S3's own terms.
//
// Keys are checked by the caller (keys.h). Throws Error unavailable when S3 cannot be reached or refuses what it must not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/aws/call.h"
#include "platform/storage/blob_store.h"

namespace copper::storage {

struct S3Bucket {
  std::string name;
  aws::CallOptions call;
  http::Headers encryption;  // x-amz-server-side-encryption… of every new object; none: as the bucket is set
};

std::string s3_target(const std::string& key, const std::string& query = {});  // below the bucket: /a%20key?uploads

// Large bodies go in parts.
void s3_put(const S3Bucket& bucket, const std::string& key, const http::Body& body, std::string_view content_type);
// The same unless there is such an object; then false.
bool s3_put_new(const S3Bucket& bucket, const std::string& key, const http::Body& body, std::string_view content_type);
std::optional<http::Response> s3_get(const S3Bucket& bucket, const std::string& key);   // nullopt: absent
std::optional<http::Response> s3_head(const S3Bucket& bucket, const std::string& key);  // the same without its body
// False: there is no source. An empty content type is the source's.
bool s3_copy(const S3Bucket& from, const std::string& from_key, const S3Bucket& to, const std::string& to_key,
             std::string_view content_type);
void s3_remove(const S3Bucket& bucket, const std::string& key);
std::vector<BlobInfo> s3_list(const S3Bucket& bucket, const std::string& prefix);
bool s3_exists(const S3Bucket& bucket) noexcept;  // the bucket itself, asked once

std::string s3_begin_upload(const S3Bucket& bucket, const std::string& key, const http::Headers& headers);
std::string s3_part_target(const std::string& key, const std::string& upload_id, int number);
// nullopt: there is no such upload of this key.
std::optional<std::vector<UploadPart>> s3_parts(const S3Bucket& bucket, const std::string& key,
                                                const std::string& upload_id);
aws::Answer s3_complete_upload(const S3Bucket& bucket, const std::string& key, const std::string& upload_id,
                               const std::vector<UploadPart>& parts, const http::Headers& condition = {});
void s3_abort_upload(const S3Bucket& bucket, const std::string& key, const std::string& upload_id);
// A whole upload of one body, up to the answer to its completion. Nothing is left of one that fails. `condition`: the
// headers of a conditional write (If-None-Match), none to replace what is there.
aws::Answer s3_put_in_parts(const S3Bucket& bucket, const std::string& key, const http::Body& body,
                            const http::Headers& headers, const http::Headers& condition);

}  // namespace copper::storage
