// Where the pixels are: three private areas of named, immutable-by-convention objects.
//
// Two stores implement this, the file store (one machine) and Amazon S3; the same tests run on both. Keys are
// slash-separated UTF-8 (keys.h says exactly). In Area::images, what lies under "public/" may be read by the
// public (through the CDN, or the gallery's /media on one machine), and nothing else: publishing copies a
// version there, unpublishing removes it (R3.3).
//
// Thread-safe. Errors: Error unavailable when the storage cannot be reached or is full, bad_request for what
// is not a key, not_found for an absent source or upload; an absent object is nullopt.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/clock.h"
#include "platform/http/message.h"

namespace copper::storage {

enum class Area { temporary, images, backups };
std::string_view name_of(Area area);  // "temporary", "images", "backups"

struct BlobInfo {
  std::string key;
  std::uint64_t size = 0;
  base::TimePoint modified;
};

struct UploadPart {
  int number;        // from 1 to 10,000
  std::string etag;  // with its quotes, as the PUT answered it
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Never visible half-written; replaces what was there. An empty content type is the one of the key's extension.
  virtual void put(Area area, const std::string& key, const http::Body& body, std::string_view content_type) = 0;
  // put(), unless there is such an object: then nothing changes and the answer is false. Of several at once one wins.
  virtual bool put_new(Area area, const std::string& key, const http::Body& body, std::string_view content_type) = 0;
  virtual std::optional<http::Body> get(Area area, const std::string& key) = 0;
  virtual std::optional<BlobInfo> head(Area area, const std::string& key) = 0;
  // Its content type is the source's, unless the two keys' extensions have different ones: then that of `to_key`.
  virtual void copy(Area from, const std::string& from_key, Area to, const std::string& to_key) = 0;
  virtual void remove(Area area, const std::string& key) = 0;                    // absent objects are no error
  virtual std::vector<BlobInfo> list(Area area, const std::string& prefix) = 0;  // ordered by key, bytewise

  // A URL to read from that carries its own permission until it expires.
  virtual std::string presign(Area area, const std::string& key, std::chrono::seconds lifetime) = 0;

  // Uploads in parts, sent by the browser straight to the store; resumable. Parts but the last have
  // `part_bytes`. The content type is as for put().
  virtual std::string begin_upload(Area area, const std::string& key, std::string_view content_type) = 0;
  virtual std::string presign_part(Area area, const std::string& key, const std::string& upload_id, int part_number,
                                   std::uint64_t part_bytes, std::chrono::seconds lifetime) = 0;
  virtual std::vector<UploadPart> parts(Area area, const std::string& key, const std::string& upload_id) = 0;
  // Joins the parts in order. Throws Error conflict when one is missing. Done twice it has the same result.
  virtual void complete_upload(Area area, const std::string& key, const std::string& upload_id) = 0;
  virtual void abort_upload(Area area, const std::string& key, const std::string& upload_id) = 0;

  virtual bool healthy() noexcept = 0;
};

}  // namespace copper::storage
