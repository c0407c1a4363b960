#include "platform/storage/s3_store.h"

#include <algorithm>
#include <charconv>

#include "platform/base/error.h"
#include "platform/http/client.h"
#include "platform/http/router.h"
#include "platform/http/url.h"
#include "platform/storage/keys.h"
#include "platform/storage/parts.h"

namespace copper::storage {
namespace {

constexpr std::chrono::seconds kStallTimeMax{10};
constexpr std::chrono::minutes kTransferTimeMax{10};
constexpr std::uint64_t kObjectBytesMax = std::uint64_t{5} << 30;

// The certificate of Amazon's own addresses covers one label only: a name with dots goes into the path.
std::string base_url_of(const S3Options& options, const std::string& bucket) {
  if (!options.endpoint.empty()) {
    const http::Url url = http::parse_url(options.endpoint);
    return url.origin + url.path + "/" + bucket;
  }
  const std::string host = "s3." + options.region + ".amazonaws.com";
  return bucket.find('.') == std::string::npos ? "https://" + bucket + "." + host : "https://" + host + "/" + bucket;
}

http::Headers encryption_of(const S3Options& options) {
  http::Headers headers;
  if (!options.sse.empty()) headers.set("X-Amz-Server-Side-Encryption", options.sse);
  if (!options.kms_key_id.empty()) headers.set("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", options.kms_key_id);
  return headers;
}

S3Bucket bucket_of(const S3Options& options, const std::string& name) {
  const std::string base_url = base_url_of(options, name);
  return {
      .name = name,
      .call =
          {.upstream = http::http_upstream(
               {.name = "S3",
                .base_url = base_url,
                .timeout = kTransferTimeMax,
                .retries_max = 0,
                .stall_time_max = std::min(kStallTimeMax, std::chrono::ceil<std::chrono::seconds>(options.deadline)),
                .response_bytes_max = kObjectBytesMax,
                .spool_directory = options.spool_directory}),
           .base_url = base_url,
           .signer = aws::Signer(
               {.credentials = options.credentials, .region = options.region, .service = "s3", .clock = options.clock}),
           .deadline = options.deadline},
      .encryption = encryption_of(options)};
}

std::string_view type_or(std::string_view content_type, const std::string& key) {
  return content_type.empty() ? content_type_of(key) : content_type;
}

BlobInfo info_of(const std::string& key, const http::Response& head) {
  const std::string_view length = head.headers.get("Content-Length");
  BlobInfo info{.key = key};
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), info.size);
  const auto modified = base::from_http_date(std::string(head.headers.get("Last-Modified")));
  if (error != std::errc() || !modified) {
    throw Error(ErrorCode::unavailable, "The storage does not answer. Try again in a moment.",
                "S3: a head without size or time of " + key);
  }
  info.modified = *modified;
  return info;
}

Error no_upload() {
  return {ErrorCode::not_found, "There is no such upload. Begin a new one."};
}

}  // namespace

S3Store::S3Store(const S3Options& options)
    : temporary_(bucket_of(options, options.bucket_temporary)),
      images_(bucket_of(options, options.bucket_images)),
      backups_(bucket_of(options, options.bucket_backups)) {}

const S3Bucket& S3Store::at(Area area) const {
  return area == Area::temporary ? temporary_ : area == Area::images ? images_ : backups_;
}

void S3Store::put(Area area, const std::string& key, const http::Body& body, std::string_view content_type) {
  check_key(key);
  s3_put(at(area), key, body, type_or(content_type, key));
}

bool S3Store::put_new(Area area, const std::string& key, const http::Body& body, std::string_view content_type) {
  check_key(key);
  return s3_put_new(at(area), key, body, type_or(content_type, key));
}

std::optional<http::Body> S3Store::get(Area area, const std::string& key) {
  check_key(key);
  auto found = s3_get(at(area), key);
  return found ? std::optional(std::move(found->body)) : std::nullopt;
}

std::optional<BlobInfo> S3Store::head(Area area, const std::string& key) {
  check_key(key);
  const auto found = s3_head(at(area), key);
  return found ? std::optional(info_of(key, *found)) : std::nullopt;
}

void S3Store::copy(Area from, const std::string& from_key, Area to, const std::string& to_key) {
  check_key(from_key);
  check_key(to_key);
  const auto type = content_type_of(to_key);
  if (!s3_copy(at(from), from_key, at(to), to_key, type == content_type_of(from_key) ? "" : type)) {
    throw Error(ErrorCode::not_found, "There is no such file in the storage.", from_key);
  }
}

void S3Store::remove(Area area, const std::string& key) {
  check_key(key);
  s3_remove(at(area), key);
}

std::vector<BlobInfo> S3Store::list(Area area, const std::string& prefix) {
  check_prefix(prefix);
  return s3_list(at(area), prefix);
}

std::string S3Store::presigned(std::string_view method, Area area, const std::string& target,
                               std::chrono::seconds lifetime, const http::Headers& headers) const {
  const aws::CallOptions& call = at(area).call;
  return call.signer.presign(method, call.base_url, target, lifetime, headers);
}

std::string S3Store::presign(Area area, const std::string& key, std::chrono::seconds lifetime) {
  check_key(key);
  return presigned("GET", area, s3_target(key), lifetime);
}

std::string S3Store::begin_upload(Area area, const std::string& key, std::string_view content_type) {
  check_key(key);
  http::Headers headers = at(area).encryption;
  headers.set("Content-Type", type_or(content_type, key));
  return s3_begin_upload(at(area), key, headers);
}

std::string S3Store::presign_part(Area area, const std::string& key, const std::string& upload_id, int part_number,
                                  std::uint64_t part_bytes, std::chrono::seconds lifetime) {
  check_key(key);
  check_part_number(part_number);
  return presigned("PUT", area, s3_part_target(key, upload_id, part_number), lifetime,
                   {{"Content-Length", std::to_string(part_bytes)}});
}

std::vector<UploadPart> S3Store::parts(Area area, const std::string& key, const std::string& upload_id) {
  check_key(key);
  if (auto found = s3_parts(at(area), key, upload_id)) return *std::move(found);
  throw no_upload();
}

void S3Store::complete_upload(Area area, const std::string& key, const std::string& upload_id) {
  check_key(key);
  if (const auto found = s3_parts(at(area), key, upload_id)) {
    check_all_there(*found);
    const aws::Answer answer = s3_complete_upload(at(area), key, upload_id, *found);
    if (answer.ok()) return;
    if (answer.error != "NoSuchUpload")
      aws::throw_refused(answer, "completing the upload of s3://" + at(area).name + "/" + key);
  }
  // Completed before, or by a try whose answer was lost: then the object is there.
  if (!s3_head(at(area), key)) throw no_upload();
}

void S3Store::abort_upload(Area area, const std::string& key, const std::string& upload_id) {
  check_key(key);
  s3_abort_upload(at(area), key, upload_id);
}

bool S3Store::healthy() noexcept {
  return s3_exists(temporary_) && s3_exists(images_) && s3_exists(backups_);
}

std::string S3Store::origins() const {
  const std::string temporary = http::parse_url(temporary_.call.base_url).origin;
  const std::string images = http::parse_url(images_.call.base_url).origin;
  return temporary == images ? images : temporary + " " + images;
}

http::Handler S3Store::public_routes() const {
  http::Router router;
  router.on("GET", "/{key:path}", [this](const http::Request& request) {
    const std::string key = "public/" + request.parameter("key");
    auto found = is_key(key) ? s3_get(images_, key) : std::nullopt;
    if (!found) throw Error(ErrorCode::not_found, "There is no such file.");
    http::Response response;
    response.headers.set("Content-Type", content_type_of(key));
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.set("ETag", found->headers.get("ETag"));
    response.body = std::move(found->body);
    return response;
  });
  return router;
}

}  // namespace copper::storage
