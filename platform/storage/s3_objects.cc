#include <iterator>

#include "platform/base/crypto.h"
#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/storage/s3_bucket.h"
#include "platform/storage/s3_xml.h"

namespace copper::storage {
namespace {

constexpr std::uint64_t kSinglePutMax = 16 << 20;  // what is sent again as a whole when the connection breaks

// Names the put that made an object.
constexpr std::string_view kPutId = "x-amz-meta-put-id";

std::string described(const std::string& method, const S3Bucket& bucket, const std::string& key) {
  return method + " s3://" + bucket.name + "/" + key;
}

std::optional<http::Response> read(const std::string& method, const S3Bucket& bucket, const std::string& key) {
  aws::Answer answer = aws::call(bucket.call, {.method = method, .target = s3_target(key)});
  if (answer.absent() && answer.error != "NoSuchBucket") return std::nullopt;
  if (!answer.ok()) aws::throw_refused(answer, described(method, bucket, key));
  return std::move(answer.response);
}

aws::Answer send(const S3Bucket& bucket, const std::string& key, const http::Body& body, const http::Headers& headers,
                 const http::Headers& condition) {
  if (body.size() > kSinglePutMax) return s3_put_in_parts(bucket, key, body, headers, condition);
  http::Request request{.method = "PUT", .target = s3_target(key), .headers = headers, .body = body};
  for (const auto& [name, value] : condition) request.headers.set(name, value);
  return aws::call(bucket.call, request);
}

}  // namespace

std::string s3_target(const std::string& key, const std::string& query) {
  return "/" + http::percent_encode(key, "/") + (query.empty() ? "" : "?" + query);
}

void s3_put(const S3Bucket& bucket, const std::string& key, const http::Body& body, std::string_view content_type) {
  http::Headers headers = bucket.encryption;
  headers.set("Content-Type", content_type);
  const aws::Answer answer = send(bucket, key, body, headers, {});
  // Of a try whose answer was lost, the next one meets the result.
  if (answer.ok() || (answer.tries > 1 && answer.error == "NoSuchUpload")) return;
  aws::throw_refused(answer, described("PUT", bucket, key));
}

bool s3_put_new(const S3Bucket& bucket, const std::string& key, const http::Body& body, std::string_view content_type) {
  const std::string id = base::uuid4();
  http::Headers headers = bucket.encryption;
  headers.set("Content-Type", content_type);
  headers.set(kPutId, id);
  const aws::Answer answer = send(bucket, key, body, headers, {{"If-None-Match", "*"}});
  if (answer.ok()) return true;
  // The object in the way may be that of a try whose answer was lost.
  if (answer.tries > 1) {
    const auto there = s3_head(bucket, key);
    if (there && there->headers.get(kPutId) == id) return true;
  }
  if (answer.response.status == 412) return false;
  aws::throw_refused(answer, described("PUT", bucket, key));
}

std::optional<http::Response> s3_get(const S3Bucket& bucket, const std::string& key) {
  return read("GET", bucket, key);
}

std::optional<http::Response> s3_head(const S3Bucket& bucket, const std::string& key) {
  return read("HEAD", bucket, key);
}

bool s3_copy(const S3Bucket& from, const std::string& from_key, const S3Bucket& to, const std::string& to_key,
             std::string_view content_type) {
  // S3 refuses a copy that changes nothing.
  if (from.name == to.name && from_key == to_key) return s3_head(from, from_key).has_value();
  http::Request request{.method = "PUT", .target = s3_target(to_key), .headers = to.encryption};
  request.headers.set("X-Amz-Copy-Source", "/" + from.name + s3_target(from_key));
  if (!content_type.empty()) {
    request.headers.set("X-Amz-Metadata-Directive", "REPLACE");
    request.headers.set("Content-Type", content_type);
  }
  const aws::Answer answer = aws::call(to.call, request);
  if (answer.ok()) return true;
  if (answer.error != "NoSuchKey") aws::throw_refused(answer, described("copy to", to, to_key));
  return false;
}

void s3_remove(const S3Bucket& bucket, const std::string& key) {
  const aws::Answer answer = aws::call(bucket.call, {.method = "DELETE", .target = s3_target(key)});
  if (!answer.ok() && answer.error != "NoSuchKey") aws::throw_refused(answer, described("DELETE", bucket, key));
}

std::vector<BlobInfo> s3_list(const S3Bucket& bucket, const std::string& prefix) {
  const std::string first = "/?list-type=2&prefix=" + http::percent_encode(prefix);
  std::vector<BlobInfo> found;
  std::string target = first;
  for (;;) {
    const aws::Answer answer = aws::call(bucket.call, {.target = target});
    if (!answer.ok()) aws::throw_refused(answer, described("list of", bucket, prefix));
    ObjectPage page = read_list_objects(answer.response.body.text());
    found.insert(found.end(), std::make_move_iterator(page.objects.begin()),
                 std::make_move_iterator(page.objects.end()));
    if (page.next.empty()) return found;
    target = first + "&continuation-token=" + http::percent_encode(page.next);
  }
}

bool s3_exists(const S3Bucket& bucket) noexcept {
  try {
    aws::CallOptions once = bucket.call;
    once.deadline = {};
    return aws::call(once, {.method = "HEAD", .target = "/"}).ok();
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace copper::storage
