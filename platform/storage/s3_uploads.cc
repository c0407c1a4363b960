#include <algorithm>
#include <iterator>

#include "platform/base/error.h"
#include "platform/http/url.h"
#include "platform/storage/s3_bucket.h"
#include "platform/storage/s3_xml.h"

namespace copper::storage {
namespace {

constexpr std::uint64_t kPartBytes = 8 << 20;

std::string described(const std::string& what, const S3Bucket& bucket, const std::string& key) {
  return what + " the upload of s3://" + bucket.name + "/" + key;
}

std::string upload_query(const std::string& upload_id) {
  return "uploadId=" + http::percent_encode(upload_id);
}

http::Body piece_of(const http::Body& body, std::uint64_t offset, std::uint64_t size) {
  if (const http::FileSlice* slice = body.file()) return http::FileSlice{slice->file, slice->offset + offset, size};
  return std::string(body.view().substr(offset, size));
}

std::vector<UploadPart> send_parts(const S3Bucket& bucket, const std::string& key, const std::string& upload_id,
                                   const http::Body& body) {
  std::vector<UploadPart> parts;
  for (std::uint64_t offset = 0; offset < body.size(); offset += kPartBytes) {
    const int number = static_cast<int>(parts.size()) + 1;
    const aws::Answer answer =
        aws::call(bucket.call, {.method = "PUT",
                                .target = s3_part_target(key, upload_id, number),
                                .body = piece_of(body, offset, std::min(kPartBytes, body.size() - offset))});
    if (!answer.ok()) aws::throw_refused(answer, described("part " + std::to_string(number) + " of", bucket, key));
    parts.push_back({number, std::string(answer.response.headers.get("ETag"))});
  }
  return parts;
}

}  // namespace

std::string s3_begin_upload(const S3Bucket& bucket, const std::string& key, const http::Headers& headers) {
  const aws::Answer answer =
      aws::call(bucket.call, {.method = "POST", .target = s3_target(key, "uploads="), .headers = headers});
  if (!answer.ok()) aws::throw_refused(answer, described("beginning", bucket, key));
  return read_upload_id(answer.response.body.text());
}

std::string s3_part_target(const std::string& key, const std::string& upload_id, int number) {
  return s3_target(key, "partNumber=" + std::to_string(number) + "&" + upload_query(upload_id));
}

std::optional<std::vector<UploadPart>> s3_parts(const S3Bucket& bucket, const std::string& key,
                                                const std::string& upload_id) {
  std::vector<UploadPart> found;
  std::string target = s3_target(key, upload_query(upload_id));
  for (;;) {
    const aws::Answer answer = aws::call(bucket.call, {.target = target});
    if (answer.error == "NoSuchUpload") return std::nullopt;
    if (!answer.ok()) aws::throw_refused(answer, described("listing", bucket, key));
    PartPage page = read_list_parts(answer.response.body.text());
    found.insert(found.end(), std::make_move_iterator(page.parts.begin()), std::make_move_iterator(page.parts.end()));
    if (page.next.empty()) return found;
    target = s3_target(key, "part-number-marker=" + http::percent_encode(page.next) + "&" + upload_query(upload_id));
  }
}

aws::Answer s3_complete_upload(const S3Bucket& bucket, const std::string& key, const std::string& upload_id,
                               const std::vector<UploadPart>& parts, const http::Headers& condition) {
  http::Request request{.method = "POST",
                        .target = s3_target(key, upload_query(upload_id)),
                        .headers = condition,
                        .body = write_complete(parts)};
  request.headers.set("Content-Type", "application/xml");
  return aws::call(bucket.call, request);
}

void s3_abort_upload(const S3Bucket& bucket, const std::string& key, const std::string& upload_id) {
  const aws::Answer answer =
      aws::call(bucket.call, {.method = "DELETE", .target = s3_target(key, upload_query(upload_id))});
  if (!answer.ok() && answer.error != "NoSuchUpload") aws::throw_refused(answer, described("aborting", bucket, key));
}

aws::Answer s3_put_in_parts(const S3Bucket& bucket, const std::string& key, const http::Body& body,
                            const http::Headers& headers, const http::Headers& condition) {
  const std::string upload_id = s3_begin_upload(bucket, key, headers);
  try {
    aws::Answer answer =
        s3_complete_upload(bucket, key, upload_id, send_parts(bucket, key, upload_id, body), condition);
    if (!answer.ok()) s3_abort_upload(bucket, key, upload_id);
    return answer;
  } catch (...) {
    try {
      s3_abort_upload(bucket, key, upload_id);
    } catch (const std::exception&) {  // the bucket's lifecycle rule removes what nobody completes
    }
    throw;
  }
}

}  // namespace copper::storage
